import type { Operation, Protocol } from '../model/protocol.ts'
import type { StreamShape } from './wire-format.ts'

/** The head of a request, with path and query as the vendor sees them. */
export interface CallHead {
  readonly method: string
  /** Without uuid and pool, starting with `/v1` or `/v1beta`. */
  readonly path: string
  /** With or without its `?`. */
  readonly query: string
  /** By lower-case name. */
  header(name: string): string | null
}

export type Recognised =
  | {
      readonly kind: 'call'
      readonly protocol: Protocol
      readonly operation: Operation
      readonly model: string | null
      /** Known from the path for Gemini only; elsewhere the body asks for a stream. */
      readonly streamShape: StreamShape | null
      readonly modelFrom: 'path' | 'body' | 'none'
    }
  /** Account administration: 403. */
  | { readonly kind: 'forbidden' }
  /** No vendor's path, or none that is known to be safe on a shared credential: 404. */
  | { readonly kind: 'unknown' }

export function recognise(_head: CallHead): Recognised {
  return { kind: 'unknown' }
}
