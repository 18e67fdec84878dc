export type RollupUnit = 'minute' | 'hour' | 'day'

export const UNIT_MS: Readonly<Record<RollupUnit, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** Under which models are summed up that are too many to be kept apart. */
export const OTHER_MODELS = '(other)'

/** Tables that hold sums by group and stretch of time. */
export interface RollupTables {
  readonly groups: 'rollup_groups' | 'rollup_margins'
  readonly cells: Readonly<Record<RollupUnit, string>>
}

/** By pool, account, provider and model. */
export const EACH: RollupTables = {
  groups: 'rollup_groups',
  cells: { minute: 'rollup_minutes', hour: 'rollup_hours', day: 'rollup_days' },
}

/** The same sums over some of these: by pool; by pool and account; by pool, provider and model. */
export const MARGINS: RollupTables = {
  groups: 'rollup_margins',
  cells: { minute: 'margin_minutes', hour: 'margin_hours', day: 'margin_days' },
}

export type Level = 'each' | 'pool' | 'account' | 'model'

/** What is summed up together. What is summed over is empty. */
export interface GroupKey {
  readonly level: Level
  readonly pool: string
  readonly accountId: string
  readonly provider: string
  readonly model: string
}

export function atOf(unit: RollupUnit, time: number): number {
  const length = UNIT_MS[unit]
  return Math.floor(time / length) * length
}

/** The margins that a group counts in. */
export function marginsOf(each: GroupKey): readonly GroupKey[] {
  const pool: GroupKey = { level: 'pool', pool: each.pool, accountId: '', provider: '', model: '' }
  const model: GroupKey = { ...each, level: 'model', accountId: '' }
  if (each.accountId === '') return [pool, model]
  return [pool, model, { ...each, level: 'account', model: '' }]
}
