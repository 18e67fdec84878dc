import type { AccountId } from '../model/account.ts'
import type { LimitMeter } from '../model/limit.ts'
import type { PoolPolicy } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { CoolScope } from '../model/refusal.ts'

export type AccountState = 'serving' | 'cooling' | 'disabled' | 'paused' | 'needs_sign_in'

/** One limit of an account as people see it, by our own reckoning. Units are the meter's. */
export interface LimitView {
  /** As the vendor names it; `learned-requests` of one that only refusals told of. */
  readonly name: string
  readonly meter: LimitMeter
  readonly scope: CoolScope
  readonly capacity: number
  /** What is left now; a call's input is taken off as it is sent. */
  readonly left: number
  /** What calls under way and calls that wait for room are expected to take of it yet. */
  readonly reserved: number
  /** What is used or reserved, 0 to 1. */
  readonly utilization: number
  /** It comes back evenly; else all at once. */
  readonly refills: boolean
  /** When it comes back, epoch ms; of one that refills, when it is full at its rate: `null` where it is. */
  readonly resetsAt: number | null
  /** From refusals alone. */
  readonly learned: boolean
}

/** One account as people see it. Times are epoch ms. */
export interface AccountView {
  readonly id: AccountId
  readonly name: string
  readonly provider: string
  readonly protocol: Protocol
  readonly weight: number
  readonly priority: number
  /** One that is let back in with a single probe counts as disabled until the probe succeeds. */
  readonly state: AccountState
  /** Of a cooldown the vendor's code; `failures` or `auth` of one disabled; of a pause what was given; else what refused its tokens. */
  readonly reason: string | null
  readonly until: number | null
  readonly modelCooldowns: readonly {
    readonly scope: CoolScope
    readonly until: number
    readonly reason: string
  }[]
  /** The pool-wide session that it holds. */
  readonly session: { readonly startedAt: number; readonly endsAt: number } | null
  /** Attempts on it. */
  readonly requests: number
  /** Attempts answered 401, 402, 403, 429, 5xx or broken. */
  readonly failures: number
  /** Its part of the pool's attempts, 0 to 1. */
  readonly share: number
  readonly lastUsed: number | null
  /** Refusals that made it cool. */
  readonly limitsMet: number
  /** Attempts that went on to another account after this one. */
  readonly failovers: number
  /** At most 64; other accounts of its group have the same. */
  readonly limits: readonly LimitView[]
  /** Whose limits they are: as its operator has set, else as its vendor tells. */
  readonly group: string | null
  /** Calls under way. */
  readonly inFlight: number
  /** Calls that wait for room on it. */
  readonly waiting: number
  /** Conversations that had a call on it in the last 5 minutes (strategy `headroom`). */
  readonly conversations: number
}

/** One pool as people see it. */
export interface PoolView {
  readonly policy: PoolPolicy
  readonly totalKeys: number
  /** Accounts that serve now. */
  readonly activeKeys: number
  /** Callers' requests. */
  readonly totalRequests: number
  readonly successfulRequests: number
  readonly failedRequests: number
  readonly lastUsed: number | null
  readonly failovers: number
  /** Calls that wait for room and keep their place. */
  readonly waiting: number
  readonly sessions: {
    /** Ever started. */
    readonly started: number
    /** Clients or conversations that hold one; at most 100,000. */
    readonly bound: number
    /** Mean length of those that ended, ms; `null` before the first. */
    readonly meanMs: number | null
    /** Times that the traffic moved to another account. */
    readonly switches: number
  }
  readonly accounts: readonly AccountView[]
}
