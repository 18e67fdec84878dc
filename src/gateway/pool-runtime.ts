import type { Board } from '../balancer/board.ts'
import type { RetryBudget } from '../balancer/retry-budget.ts'

/** One pool as it runs. */
export interface PoolRuntime {
  readonly name: string
  readonly board: Board
  readonly budget: RetryBudget
}
