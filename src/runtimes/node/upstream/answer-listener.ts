import type { KeptAnswer } from '../../../gateway/leftover.ts'
import type { Call } from '../../../model/call.ts'
import type { Outcome } from '../../../model/outcome.ts'
import type { BodyShape, WireFormat } from '../../../protocols/wire-format.ts'
import type { BodyWatch } from './body-watch.ts'
import type { Connections } from './connections.ts'

/** Why no answer came. */
export type Failure = Extract<Outcome, { kind: 'unreachable' | 'broken' | 'silent' }>

/** An answer's head as the vendor sent it. `headers` alternates names and values. */
export interface UpstreamHead {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly string[]
}

/** Whom an upstream answer is for. Ends with exactly one of `onComplete`, `onCut`, `onStale`, `onFailed`, or `onRefused` giving `null`. */
export interface AnswerListener {
  /** A 1xx before the answer. */
  onInterim(head: UpstreamHead): void
  /** The answer is for the caller; bytes follow. */
  onAnswered(head: UpstreamHead, shape: BodyShape): void
  /** A refusal: `true` if it is passed on, and its bytes follow; `false` if another account is asked. */
  onRefused(kept: KeptAnswer): boolean
  /** `false` asks to wait until `resume`. */
  onBytes(chunk: Buffer): boolean
  onComplete(watch: BodyWatch | null, trailers: readonly string[]): void
  onCut(watch: BodyWatch | null, cause: string): void
  /** The connection had closed while it was idle; nothing was sent. */
  onStale(): void
  onFailed(failure: Failure): void
}

export interface AnswerContext {
  readonly call: Call
  readonly format: WireFormat
  readonly connections: Connections
  /** 0 waits for ever. */
  readonly firstEventMs: number
  readonly now: () => number
}
