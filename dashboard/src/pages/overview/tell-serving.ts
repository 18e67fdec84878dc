import type { PoolNow } from '../../../../src/admin/overview-contract.ts'
import { formatCount } from '../../format/numbers.ts'

/** `9 of 9 accounts serve`, over the pools that are on. */
export function tellServing(pools: readonly PoolNow[]): string {
  const on = pools.filter(({ enabled }) => enabled)
  const active = on.reduce((sum, pool) => sum + pool.activeAccounts, 0)
  const total = on.reduce((sum, pool) => sum + pool.totalAccounts, 0)
  return `${formatCount(active)} of ${formatCount(total)} account${total === 1 ? '' : 's'} serve${active === 1 && total === 1 ? 's' : ''}`
}
