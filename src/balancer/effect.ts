import type { RecordedFailure } from './breaker.ts'
import type { BegunCooldown } from './cooldowns.ts'
import type { LimitLesson } from './headroom/quota.ts'

/** Sessions that an account lost at one stroke, so that they can be given back. Times are epoch ms. */
export interface LostSessions {
  readonly at: number
  /** The account's number of its sessions since then: while it is the same, nothing else was lost. */
  readonly epoch: number
  /** Start of the pool-wide session that it held; `null` where it held none. */
  readonly sharedSince: number | null
}

/** What the mark of one attempt did to its account, so far as it can be withdrawn. */
export interface Effect {
  readonly failure: RecordedFailure | null
  readonly began: readonly BegunCooldown[]
  readonly lost: LostSessions | null
  /** What it taught of the account's limits. */
  readonly lesson: LimitLesson | null
}
