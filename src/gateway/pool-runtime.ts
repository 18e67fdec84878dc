import type { Board } from '../balancer/board.ts'
import type { RetryBudget } from '../balancer/retry-budget.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { Holdings } from './holdings.ts'
import type { Recipients } from './recipients.ts'
import type { TargetsOf } from './targets.ts'
import { createTargets } from './targets.ts'
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
  readonly targetsOf: TargetsOf
}

export function createPoolRuntime(name: string, board: Board, holdings: Holdings): PoolRuntime {
  const hold: Recipients['hold'] = (resource, { id }, now) => holdings.hold(name, resource, { account: id, now })
  return {
    name,
    board,
    budget: createRetryBudget(),
    holdings,
    all: poolRecipients(board, hold),
    first: singleRecipient(board, hold),
    targetsOf: createTargets(() => board.accounts()),
  }
}
