import { POOL_FIELDS, poolSettingKey } from '../config/pool-setting-key.ts'
import type { ChangeSettings } from './change-settings.ts'
import type { PoolPatch } from './contract.ts'

/** Changes how a pool chooses; `null` where it has, else the answer that says why not. */
export function changePolicy(change: ChangeSettings, pool: string, patch: PoolPatch): Promise<Response | null> {
  const values = POOL_FIELDS.flatMap((field) =>
    patch[field] === undefined ? [] : [[poolSettingKey(pool, field), patch[field]] as const],
  )
  return change(new Map(values))
}
