import { ACCOUNTS_POOL, BALANCED_POOL } from '../model/pool.ts'

/** What can be set of one pool, by its name in the config file and over the API. */
export type PoolField = 'strategy' | 'window_size' | 'session_duration_ms' | 'session_scope'

/** The dotted key of the config file under which a pool's setting stands: one place for each (contract §3). */
export function poolSettingKey(pool: string, field: PoolField): string {
  if (pool === ACCOUNTS_POOL && field === 'strategy') return 'lb_strategy'
  if (pool === BALANCED_POOL && (field === 'strategy' || field === 'window_size')) return `load_balancer.${field}`
  return `pools.${pool}.${field}`
}
