import type { DatabaseSync } from 'node:sqlite'
import type { Analytics, AnalyticsQuery, AnalyticsWindow } from '../../model/analytics.ts'
import { windowOf } from '../../model/analytics.ts'
import type { AnalyticsDraft } from '../raw-analytics.ts'
import { createAnalyticsDraft } from '../raw-analytics.ts'
import { countOf } from '../sums.ts'
import { toAnalytics } from '../to-analytics.ts'
import { inOneRead } from './one-read.ts'
import { readSessionCounts } from './session-count-table.ts'
import type { StoredCell } from './read-cells.ts'
import { pickCells } from './read-cells.ts'
import { EACH, MARGINS, UNIT_MS } from './rollup-tables.ts'
import type { Level, RollupTables, RollupUnit } from './rollup-tables.ts'

/** What happened over a stretch of time, in one consistent read. */
export function findAnalytics(database: DatabaseSync, query: AnalyticsQuery): Analytics {
  const window = windowOf(query.range, query.now, UNIT_MS.minute)
  const draft = createAnalyticsDraft()
  inOneRead(database, () => draw(database, { query, window }, draft))
  return toAnalytics(window, [draft.toRaw()])
}

interface Asked {
  readonly query: AnalyticsQuery
  readonly window: AnalyticsWindow
}

/** Each part is read where the fewest sums lie: what nobody filters by is summed up already. */
function draw(database: DatabaseSync, { query, window }: Asked, draft: AnalyticsDraft): void {
  const { account, model } = query
  const { from, to, stepMs } = window
  const read = (level: Level): Groups => readGroups(database, level, query)
  const isByAccount = account !== undefined
  const isByModel = model !== undefined
  const all = read(isByModel ? 'model' : 'pool')
  const accounts = read(isByModel ? 'each' : 'account')
  const models = read(isByAccount ? 'each' : 'model')
  const series = isByAccount && isByModel ? accounts : isByAccount ? read('account') : all

  const unit = stepMs % UNIT_MS.hour === 0 ? 'hour' : 'minute'
  for (const cell of series.cells({ unit, from, to })) draft.addStep(cell.at - ((cell.at - from) % stepMs), cell.sums)
  for (const stretch of coverOf(from, to)) {
    for (const { group, sums } of accounts.cells(stretch)) {
      const of = accounts.byId.get(group)
      if (of !== undefined && of.id !== '') draft.addAccount(of, sums)
    }
    for (const { group, sums } of models.cells(stretch)) {
      const of = models.byId.get(group)
      if (of !== undefined) draft.addModel(of, sums)
    }
    for (const { group, sums } of all.cells(stretch)) {
      draft.addAttempts(all.byId.get(group)?.pool ?? '', countOf(sums, 'attempts'))
    }
  }
  for (const [pool, counts] of readSessionCounts(database, window)) {
    if (query.pool === undefined || query.pool === pool) draft.addSessions(pool, counts)
  }
}

interface Group {
  readonly pool: string
  /** The account's. */
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly model: string
}

type GroupFilter = Pick<AnalyticsQuery, 'pool' | 'account' | 'model'>

interface Groups {
  readonly byId: ReadonlyMap<number, Group>
  cells(stretch: UnitStretch): Iterable<StoredCell>
}

/** The groups of a level that a query asks for. Where accounts are summed over, no account is asked for. */
export function readGroups(database: DatabaseSync, level: Level, query: GroupFilter): Groups {
  const tables: RollupTables = level === 'each' ? EACH : MARGINS
  const conditions = [level === 'each' ? '?1 = ?1' : 'level = ?1', 'ifnull(pool = ?2, true)']
  if (level === 'each' || level === 'account') conditions.push('ifnull(account_id = ?3 or account = ?3, true)')
  else conditions.push('?3 is ?3')
  conditions.push(level === 'each' || level === 'model' ? 'ifnull(model = ?4, true)' : '?4 is ?4')
  const rows = database
    .prepare(
      `select id, pool, account_id, account, provider, model from ${tables.groups} where ${conditions.join(' and ')}`,
    )
    .all(level, query.pool ?? null, query.account ?? null, query.model ?? null)
  const byId = new Map(
    rows.map((row): [number, Group] => {
      const [pool, id, name, provider, model] = ['pool', 'account_id', 'account', 'provider', 'model'].map((column) =>
        String(row[column]),
      )
      return [
        Number(row['id']),
        { pool: pool ?? '', id: id ?? '', name: name ?? '', provider: provider ?? '', model: model ?? '' },
      ]
    }),
  )
  const groups = [...byId.keys()]
  return {
    byId,
    cells: ({ unit, from, to }) => pickCells(database, tables.cells[unit], { from, to, unitMs: UNIT_MS[unit], groups }),
  }
}

interface UnitStretch {
  readonly unit: RollupUnit
  readonly from: number
  readonly to: number
}

/** The fewest units that make up a stretch: minutes and hours at its ends, days between. */
export function coverOf(from: number, to: number): readonly UnitStretch[] {
  const cover: UnitStretch[] = []
  let at = from
  while (at < to) {
    const unit = largestAt(at, to)
    const length = UNIT_MS[unit]
    const last = cover.at(-1)
    if (last?.unit === unit) cover[cover.length - 1] = { ...last, to: at + length }
    else cover.push({ unit, from: at, to: at + length })
    at += length
  }
  return cover
}

function largestAt(at: number, to: number): RollupUnit {
  const fits = (unit: RollupUnit): boolean => at % UNIT_MS[unit] === 0 && at + UNIT_MS[unit] <= to
  return fits('day') ? 'day' : fits('hour') ? 'hour' : 'minute'
}
