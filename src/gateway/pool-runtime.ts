import type { Board } from '../balancer/board.ts'
import type { RetryBudget } from '../balancer/retry-budget.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { Holdings } from './holdings.ts'
import type { Recipients } from './recipients.ts'
import { poolRecipients, singleRecipient } from './recipients.ts'

/** One pool as it runs, with what its calls share. */
export interface PoolRuntime {
  readonly name: string
  readonly board: Board
  readonly budget: RetryBudget
  /** What its accounts hold at their vendors; other pools may share it. */
  readonly holdings: Holdings
  /** All of its accounts, in the strategy's order. */
  readonly all: Recipients
  /** Its first account alone. */
  readonly first: Recipients
}

export function createPoolRuntime(name: string, board: Board, holdings: Holdings): PoolRuntime {
  const hold: Recipients['hold'] = (resource, { id }, now) => holdings.hold(name, resource, { account: id, now })
  const all = poolRecipients(board, hold)
  return { name, board, budget: createRetryBudget(), holdings, all, first: singleRecipient(board, hold) }
}
