import type { AccountId } from '../model/account.ts'
import type { PoolPolicy } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { CoolScope } from '../model/refusal.ts'

export type AccountState = 'serving' | 'cooling' | 'disabled' | 'paused' | 'needs_sign_in'

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
