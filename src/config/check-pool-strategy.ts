import type { Account } from '../model/account.ts'
import type { StrategyName } from '../model/pool.ts'

/**
 * Why a pool with these accounts cannot use a strategy; `null` where it can. A pool that holds OAuth accounts takes
 * `session` only (contract §5).
 */
export function checkPoolStrategy(
  strategy: StrategyName,
  accounts: readonly Pick<Account, 'kind' | 'name'>[],
): string | null {
  if (strategy === 'session') return null
  const oauth = accounts.filter((account) => account.kind === 'oauth').map((account) => account.name)
  if (oauth.length === 0) return null
  return `a pool that holds OAuth accounts (${oauth.join(', ')}) takes the strategy session only, not ${strategy}`
}
