import type { ClientKeyRecord } from '../model/client-key.ts'
import type { BudgetStand } from '../model/key-spend.ts'
import type { KeyLimits } from './key-limits.ts'

/** How the budgets of these keys stand, by their ids; of those that have none nothing is told. */
export function budgetsOf(
  keys: readonly ClientKeyRecord[],
  limits: Pick<KeyLimits, 'standOf'>,
  now: number,
): ReadonlyMap<string, BudgetStand> {
  const stands = new Map<string, BudgetStand>()
  for (const key of keys) {
    const stand = key.budget === null ? null : limits.standOf(key, now)
    if (stand !== null) stands.set(key.id, stand)
  }
  return stands
}
