import type { AnalyticsBody } from '../../../../src/admin/analytics-contract.ts'

type Account = AnalyticsBody['accounts'][number]

export interface PoolShare {
  readonly pool: string
  /** Those with the largest share first. */
  readonly members: readonly Account[]
}

/** Accounts by their pool, the pool with the most attempts first. */
export function groupByPool(accounts: readonly Account[]): readonly PoolShare[] {
  const pools = Map.groupBy(accounts, ({ pool }) => pool)
  const attemptsOf = (members: readonly Account[]): number => members.reduce((sum, { attempts }) => sum + attempts, 0)
  return [...pools]
    .map(([pool, members]) => ({ pool, members: members.toSorted((a, b) => b.share - a.share) }))
    .sort((a, b) => attemptsOf(b.members) - attemptsOf(a.members))
}

/** Accounts to which something happened at all, those to which most did first. */
export function toCounted(accounts: readonly Account[], counted: 'limitsMet' | 'failoversAway'): readonly Account[] {
  return accounts.filter((account) => account[counted] > 0).sort((a, b) => b[counted] - a[counted])
}
