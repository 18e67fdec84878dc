import type { AccountRow, PoolRow } from '../../../../src/admin/contract.ts'

/** What is shown of a pool. */
type Pool = Pick<PoolRow, 'name' | 'strategy' | 'enabled'>

export interface AccountGroup {
  readonly pool: string
  /** `null` of a pool that is not told of yet. */
  readonly row: Pool | null
  readonly accounts: readonly AccountRow[]
}

/** Accounts by their pools, in the pools' order; accounts keep the order in which they come. Empty pools are left out. */
export function groupByPool(accounts: readonly AccountRow[], pools: readonly Pool[]): readonly AccountGroup[] {
  const groups = new Map<string, AccountRow[]>()
  for (const { name } of pools) groups.set(name, [])
  for (const account of accounts) {
    const group = groups.get(account.pool)
    if (group === undefined) groups.set(account.pool, [account])
    else group.push(account)
  }
  return [...groups]
    .filter(([, members]) => members.length > 0)
    .map(([pool, members]) => ({ pool, row: pools.find(({ name }) => name === pool) ?? null, accounts: members }))
}

/** Whether an account is meant by what was typed: each word stands in its name, provider, state, pool or note. */
export function isMeant(account: AccountRow, typed: string): boolean {
  const { name, provider, state, pool, note, reason } = account
  const text = `${name} ${provider} ${state.replaceAll('_', ' ')} ${pool} ${note ?? ''} ${reason ?? ''}`.toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** What needs a person first: the order in which states are sorted. */
const URGENCY = { needs_sign_in: 0, disabled: 1, cooling: 2, paused: 3, serving: 4 } as const

export function urgencyOf({ state }: Pick<AccountRow, 'state'>): number {
  return URGENCY[state]
}

/** How far the limit is used that is used most; -1 where none is known, which sorts last. */
export function tightestOf({ limits }: Pick<AccountRow, 'limits'>): number {
  return limits.reduce((most, { utilization }) => Math.max(most, utilization), -1)
}
