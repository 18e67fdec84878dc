import type { AttemptResult } from './attempt-result.ts'
import type { GatewayErrorCode } from './errors.ts'
import type { Mark } from './outcome.ts'
import type { Operation, Protocol } from './protocol.ts'
import type { Usage } from './usage.ts'

/** How a request ended for its caller. */
export type RequestEnd =
  | 'ok'
  /** Refused or failed; `status` says how. */
  | 'failed'
  /** A stream that broke after it had begun. */
  | 'cut'
  /** The caller went away. */
  | 'gone'

/** One attempt, as the trace shows it. */
export interface AttemptRow {
  readonly accountId: string
  readonly account: string
  /** Why it was chosen: `round-robin`, `session`, `headroom: …`, `failover`, `probe`, `single key`, `holds it`, `its group`, `seeking`, `home`. */
  readonly reason: string
  /** Milliseconds after the request began. */
  readonly startedMs: number
  readonly tookMs: number
  /** Upstream status; `null` where no answer came. */
  readonly status: number | null
  /** In words: `success`, `limit: rate_limit_error, cools 37 s`, `unreachable: ECONNREFUSED`. */
  readonly result: string
  /** The account's; absent in rows of before. */
  readonly provider?: string
  /** What came of it, to be counted by; absent in rows of before, and where it is read back. */
  readonly kind?: AttemptResult
  /** What its account was marked with; absent in rows of before. It is counted by, and not shown. */
  readonly mark?: Mark['kind']
  /** The room of the accounts that were looked at, with strategy `headroom`; at most 20 of them. */
  readonly seen?: readonly RoomSeen[]
  /** How long the call waited for room before it, ms. */
  readonly heldMs?: number
}

/** What a choice saw of one account's room. */
export interface RoomSeen {
  readonly account: string
  /** What would be left of its tightest limit after the call, as a share of it; below 0 where the call does not fit. */
  readonly room: number
  /** The tightest limit; `null` where none is known. */
  readonly limit: string | null
  /** What calls under way and calls that wait are expected to take of that limit, in its units. */
  readonly reserved: number
  /** How long until the call fits, 0 where it does; `null` where nothing tells. */
  readonly waitMs: number | null
}

/** That nobody had room for a call, or not before its caller left. */
export interface NoRoom {
  /** How long it had waited by then, ms. */
  readonly heldMs: number
  /** What was seen last; at most 20 accounts. */
  readonly seen: readonly RoomSeen[]
}

export interface PassedOver {
  readonly account: string
  /** `cooling`, `disabled` (by failures), `disabled: credential refused`, `paused`, `model`, `probing`, … */
  readonly why: string
  /** Epoch ms at which it may serve again, where that is known. */
  readonly until: number | null
}

/** One caller's request, as the ledger keeps it. Times are epoch ms, durations ms, cost US dollars. */
export interface RequestRow {
  /** Increases with time; unique. */
  readonly id: number
  readonly time: number
  readonly pool: string
  readonly protocol: Protocol
  readonly operation: Operation
  readonly method: string
  /** Without query, uuid and credential. */
  readonly path: string
  readonly model: string | null
  readonly stream: boolean
  /** Name of the client key, `null` in open mode or by uuid. */
  readonly client: string | null
  /** What the caller saw. */
  readonly status: number
  readonly end: RequestEnd
  /** `x-claudeflare-error`, where the answer was the gateway's own. */
  readonly error: GatewayErrorCode | null
  /** The account whose answer the caller got. */
  readonly accountId: string | null
  readonly account: string | null
  readonly provider: string | null
  readonly durationMs: number
  /** To the first byte sent to the caller; `null` where none was. */
  readonly firstByteMs: number | null
  readonly usage: Usage
  readonly attempts: readonly AttemptRow[]
  readonly available: number
  readonly passedOver: readonly PassedOver[]
  /** Absent where it was not for want of room that nobody, or nobody else, was asked. */
  readonly noRoom?: NoRoom
}

/** Where finished requests go. Never blocks and never throws. */
export interface LedgerPort {
  record(row: RequestRow): void
}
