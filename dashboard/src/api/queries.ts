import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ProviderRow } from '../../../src/admin/account-contract.ts'
import type { AccountRow, ConfigBody, KeyRow, PoolRow, SessionBody } from '../../../src/admin/contract.ts'
import type { OverviewBody } from '../../../src/admin/overview-contract.ts'
import { ask } from './ask.ts'
import { CACHED } from './keys.ts'

/** A list as the control API answers it. */
export interface Listed<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** What events keep up to date is never asked for twice; the rest is, when a change is told. */
const KEPT_BY_EVENTS = { staleTime: Infinity } as const

export const sessionQuery = queryOptions({
  queryKey: CACHED.session,
  queryFn: () => ask<SessionBody>('GET', '/api/session'),
  retry: false,
  staleTime: Infinity,
})

const overviewQuery = queryOptions({
  queryKey: CACHED.overview,
  queryFn: () => ask<OverviewBody>('GET', '/api/overview'),
  ...KEPT_BY_EVENTS,
})

const accountsQuery = queryOptions({
  queryKey: CACHED.accounts,
  queryFn: () => ask<Listed<AccountRow>>('GET', '/api/accounts'),
  ...KEPT_BY_EVENTS,
})

const poolsQuery = queryOptions({
  queryKey: CACHED.pools,
  queryFn: () => ask<Listed<PoolRow>>('GET', '/api/pools'),
  ...KEPT_BY_EVENTS,
})

const providersQuery = queryOptions({
  queryKey: CACHED.providers,
  queryFn: () => ask<Listed<ProviderRow>>('GET', '/api/providers'),
  ...KEPT_BY_EVENTS,
})

const keysQuery = queryOptions({
  queryKey: CACHED.keys,
  queryFn: () => ask<Listed<KeyRow>>('GET', '/api/keys'),
  ...KEPT_BY_EVENTS,
})

const configQuery = queryOptions({
  queryKey: CACHED.config,
  queryFn: () => ask<ConfigBody>('GET', '/api/config'),
  ...KEPT_BY_EVENTS,
})

/** Each name once. Where the names are the same as before, so is the list: whoever shows them is not drawn anew. */
function toNames({ items }: Listed<{ readonly name: string }>): readonly string[] {
  return [...new Set(items.map(({ name }) => name))]
}

const NO_NAMES: readonly string[] = []

export const useAccountNames = () => useQuery({ ...accountsQuery, select: toNames }).data ?? NO_NAMES
export const usePoolNames = () => useQuery({ ...poolsQuery, select: toNames }).data ?? NO_NAMES
export const useKeyNames = () => useQuery({ ...keysQuery, select: toNames }).data ?? NO_NAMES

export const useOverview = () => useQuery(overviewQuery)
export const useAccounts = () => useQuery(accountsQuery)
export const usePools = () => useQuery(poolsQuery)
export const useProviders = () => useQuery(providersQuery)
export const useKeys = () => useQuery(keysQuery)
export const useConfig = () => useQuery(configQuery)
