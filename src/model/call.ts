import type { CallSize } from './call-size.ts'
import type { Operation, Protocol } from './protocol.ts'
import type { StateReach } from './state-reach.ts'

/** One caller's request, recognised and read, ready to be sent to some account. */
export interface Call {
  readonly id: number
  /** The id as callers and operators see it. */
  readonly name: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly protocol: Protocol
  readonly operation: Operation
  readonly pool: string
  readonly method: string
  /** Path as the vendor sees it, starting with `/v1` or `/v1beta`. */
  readonly path: string
  /** With its `?`, without any credential; empty where there is none. */
  readonly query: string
  readonly model: string | null
  readonly stream: boolean
  /** The client key it came with: its id binds a session where the scope is `client`. `null` by uuid and in open mode. */
  readonly client: { readonly id: string; readonly name: string } | null
  /** Identifies the conversation, for `session_scope: conversation` and the strategy `headroom`; `null` with others. */
  readonly conversation: string | null
  /** For the strategy `headroom`; `null` with others. */
  readonly size: CallSize | null
  /** What it reaches of what vendors keep; `null` is nothing, as with nearly every call. */
  readonly reaches: StateReach | null
  /** Whether its answer is read for ids of what the account holds from then on. */
  readonly learns: boolean
}

/** Whether sending it twice can do no harm: it creates nothing and is not billed by the answer. */
export function isRepeatable(call: Pick<Call, 'operation'>): boolean {
  return call.operation === 'read' || call.operation === 'count' || call.operation === 'embed'
}
