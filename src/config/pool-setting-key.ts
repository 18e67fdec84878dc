import { ACCOUNTS_POOL, BALANCED_POOL } from '../model/pool.ts'
import type { SettingKey } from './setting-table.ts'

/** What can be set of one pool, by its name in the config file and over the API. */
export const POOL_FIELDS = [
  'strategy',
  'window_size',
  'session_duration_ms',
  'session_scope',
  'max_hold_ms',
  'max_utilization',
  'allow_overage',
] as const

export type PoolField = (typeof POOL_FIELDS)[number]

/** The setting that a pool without a value of its own goes by; `null` where each has its own. */
export const SHARED_SETTINGS: Readonly<Record<PoolField, SettingKey | null>> = {
  strategy: null,
  window_size: 'load_balancer.window_size',
  session_duration_ms: 'session_duration_ms',
  session_scope: 'session_scope',
  max_hold_ms: 'max_hold_ms',
  max_utilization: 'max_utilization',
  allow_overage: 'allow_overage',
}

/** The dotted key of the config file under which a pool's setting stands: one place for each (contract §3). */
export function poolSettingKey(pool: string, field: PoolField): string {
  if (pool === ACCOUNTS_POOL && field === 'strategy') return 'lb_strategy'
  if (pool === BALANCED_POOL && (field === 'strategy' || field === 'window_size')) return `load_balancer.${field}`
  return `pools.${pool}.${field}`
}
