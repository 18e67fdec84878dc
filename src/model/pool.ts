export type StrategyName = 'round-robin' | 'time-window' | 'weighted' | 'session' | 'headroom'

export const STRATEGIES: readonly StrategyName[] = ['round-robin', 'time-window', 'weighted', 'session', 'headroom']

/** What a session binds: the whole pool, each client key, or each conversation. */
type SessionScope = 'pool' | 'client' | 'conversation'

/** The pools that always exist. */
export const BALANCED_POOL = 'lb'
export const ACCOUNTS_POOL = 'accounts'

/** How one pool chooses. Every field may change while it runs. */
export interface PoolPolicy {
  readonly name: string
  readonly strategy: StrategyName
  /** Milliseconds, for `time-window`. */
  readonly windowMs: number
  /** Milliseconds, for `session`. */
  readonly sessionMs: number
  readonly sessionScope: SessionScope
  readonly headroom: HeadroomPolicy
}

/** How a pool deals with its accounts' limits. */
export interface HeadroomPolicy {
  /** How long a call may wait for room, ms; 0 is not at all. For strategy `headroom`. */
  readonly maxHoldMs: number
  /** Share of each limit that may be used, above 0 up to 1. */
  readonly maxUtilization: number
  /** Whether an account may go on where its plan is used up and each call is paid for. */
  readonly allowOverage: boolean
}

/** What a pool goes by that has no values of its own. */
export type PoolDefaults = Omit<PoolPolicy, 'name' | 'strategy'>

export const USUAL_HEADROOM: HeadroomPolicy = Object.freeze({
  maxHoldMs: 2_000,
  maxUtilization: 1,
  allowOverage: false,
})
