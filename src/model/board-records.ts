import type { LimitMeter } from './limit.ts'
import type { CoolScope } from './refusal.ts'

/** What of a cooldown must survive a restart. Times are epoch ms. */
export interface CooldownRecord {
  readonly scope: CoolScope
  readonly startedAt: number
  readonly until: number
  /** When one call may try it although it cools; `null` where it cools for an hour at most. */
  readonly nextTrialAt: number | null
  /** How many cooldowns without a stated end came in a row. */
  readonly level: number
  /** The vendor's code, or the refusal's kind. */
  readonly code: string
}

/** What of a limit must survive a restart. Units are the meter's. */
export interface LimitRecord {
  readonly name: string
  readonly meter: LimitMeter
  readonly scope: CoolScope
  readonly countsCached: boolean
  /** From refusals alone. */
  readonly learned: boolean
  /** It comes back evenly, not all at once. */
  readonly refills: boolean
  readonly capacity: number
  readonly windowMs: number
  /** What was left at `at`. */
  readonly level: number
  readonly at: number
  /** What others seem to use, a ms. */
  readonly unseen: number
  readonly resetsAt: number | null
  readonly grain: number
}

/** What must survive a restart of one account in one pool: plain JSON. Times are epoch ms. */
export interface AccountRecord {
  /** An AccountId. */
  readonly id: string
  /** Sequence number of its last turn; 0 where it had none. */
  readonly turn: number
  readonly turnAt: number | null
  /** Why it is paused, `null` where it is not. */
  readonly paused: string | null
  /** Disabled by failures until then (and from then on until a probe succeeds). */
  readonly disabledUntil: number | null
  /** How often it was disabled in a row: 30 s, 60 s, … */
  readonly disabledLevel: number
  /** Disabled since its credential was refused. */
  readonly refusedUntil: number | null
  readonly cooldowns: readonly CooldownRecord[]
  /** Start of the pool-wide session that it holds. */
  readonly sessionStart: number | null
  /** Raised whenever it loses its sessions: bindings of an older epoch are void. */
  readonly sessionEpoch: number
  readonly sessionLostAt: number
  readonly requests: number
  readonly failures: number
  readonly limitsMet: number
  readonly failovers: number
  readonly lastUsed: number | null
  /** Absent before limits were kept. */
  readonly limits?: readonly LimitRecord[]
  /** Whose limits they are, as the vendor tells. */
  readonly group?: string | null
  /** The same as its operator had set it, where that was so. */
  readonly quotaGroup?: string
}

/** One client's or conversation's session, or the place that a model was moved to. */
export interface BindingRecord {
  readonly key: string
  /** An AccountId. */
  readonly account: string
  readonly startedAt: number
  readonly epoch: number
}

export interface TotalsRecord {
  readonly totalRequests: number
  readonly successfulRequests: number
  readonly failedRequests: number
  readonly lastUsed: number | null
  readonly sessions: number
  readonly sessionsEnded: number
  /** Sum of the lengths of ended sessions, in ms. */
  readonly sessionMs: number
  readonly switches: number
}

/** Everything that one board remembers, as it is restored at the start. */
export interface BoardRecords {
  readonly accounts: readonly AccountRecord[]
  readonly bindings: readonly BindingRecord[]
  readonly totals: TotalsRecord | null
}

/** What changed since the last drain: records replace what is stored under their id or key. */
export interface BoardChanges extends BoardRecords {
  readonly pool: string
  /** Keys of bindings that are gone. */
  readonly unbound: readonly string[]
}
