export type StrategyName = 'round-robin' | 'time-window' | 'weighted' | 'session'

export const STRATEGIES: readonly StrategyName[] = ['round-robin', 'time-window', 'weighted', 'session']

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
}
