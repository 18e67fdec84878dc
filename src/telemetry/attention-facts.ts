import type { PoolView } from '../balancer/view.ts'
import type { ErrorRate } from './error-rates.ts'

export interface PoolFacts {
  readonly view: PoolView
  /** Pool `lb` may be off: then nobody misses its accounts. */
  readonly enabled: boolean
  readonly errors: ErrorRate
}

/** The budget of a client key and how it stands. US dollars, epoch ms. */
export interface BudgetFacts {
  readonly keyId: string
  readonly name: string
  readonly usd: number
  readonly per: 'day' | 'month'
  readonly spentUsd: number
  readonly resetsAt: number
  /** Whether the last call that asked was refused since what is left is too little for it. */
  readonly isRefusing: boolean
}

/** The ledger's writing end. */
export interface LedgerFacts {
  /** Rows lost since the start. */
  readonly dropped: number
  /** Rows that are not on disk yet. */
  readonly queued: number
}

/** What is looked at to find what a person should look at. */
export interface AttentionFacts {
  readonly pools: readonly PoolFacts[]
  readonly budgets: readonly BudgetFacts[]
  readonly ledger: LedgerFacts
  /** The share of a budget, above 0 up to 1, from which on it is told of (`alerts.budget_share`). */
  readonly budgetShare: number
}
