import { poolSettingKey, type PoolField } from '../config/pool-setting-key.ts'
import type { ChangeSettings } from './change-settings.ts'
import type { PoolPatch } from './contract.ts'

const FIELDS: readonly PoolField[] = ['strategy', 'window_size', 'session_duration_ms', 'session_scope']

/** Changes how a pool chooses; `null` where it has, else the answer that says why not. */
export function changePolicy(change: ChangeSettings, pool: string, patch: PoolPatch): Promise<Response | null> {
  const values = FIELDS.flatMap((field) =>
    patch[field] === undefined ? [] : [[poolSettingKey(pool, field), patch[field]] as const],
  )
  return change(new Map(values))
}
