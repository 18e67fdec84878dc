import type { DatabaseSync } from 'node:sqlite'
import { addSums } from '../sums.ts'
import { readCells } from './read-cells.ts'
import { prepareRollupCells } from './rollup-cells.ts'
import { prepareRollupGroups } from './rollup-groups.ts'
import type { GroupKey, RollupUnit } from './rollup-tables.ts'
import { atOf, EACH, MARGINS, marginsOf } from './rollup-tables.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** What analytics asks of each unit: minutes for the last day, hours and days for a month. */
const MINUTES_MS = DAY_MS + HOUR_MS
const HOURS_MS = 32 * DAY_MS

/**
 * Sums of before version 4, added up to what analytics reads. They come from rollups, not from rows, so it takes a second
 * or two however many rows there are. Attempts were not counted then: each request that an account answered counts as one.
 */
export function backfillRollups(database: DatabaseSync): void {
  const newest = Number(database.prepare('select max(at) as at from rollup_minutes').get()?.['at'] ?? 0)
  const hours = atOf('day', newest - HOURS_MS)
  const answered = "group_id in (select id from rollup_groups where account_id <> '')"
  database.exec(`update rollup_minutes set attempts = requests where at >= ${newest - MINUTES_MS} and ${answered}`)
  database.exec(`update rollup_hours set attempts = requests where at >= ${hours} and ${answered}`)

  const days = prepareRollupCells(database, EACH)
  const groups = prepareRollupGroups(database, MARGINS)
  const margins = prepareRollupCells(database, MARGINS)
  const keys = readGroupKeys(database)

  function fill(unit: 'minute' | 'hour', from: number): void {
    let last = 0
    for (const { at, group, sums } of readCells(database, EACH.cells[unit], { from, to: newest + HOUR_MS })) {
      if (at !== last) margins.write()
      last = at
      const known = keys.get(group)
      if (known === undefined) continue
      const units: readonly RollupUnit[] = unit === 'minute' ? ['minute'] : ['hour', 'day']
      for (const key of marginsOf(known.key)) {
        const id = groups.idOf(key, known.account)
        for (const each of units) addSums(margins.cellOf(each, atOf(each, at), id), sums)
      }
      if (unit === 'hour') addSums(days.cellOf('day', atOf('day', at), group), sums)
    }
    margins.write()
    days.write()
  }

  fill('minute', newest - MINUTES_MS)
  fill('hour', hours)
}

function readGroupKeys(
  database: DatabaseSync,
): ReadonlyMap<number, { readonly key: GroupKey; readonly account: string }> {
  const rows = database.prepare('select id, pool, account_id, provider, model, account from rollup_groups').all()
  return new Map(
    rows.map((row) => {
      const key: GroupKey = {
        level: 'each',
        pool: String(row['pool']),
        accountId: String(row['account_id']),
        provider: String(row['provider']),
        model: String(row['model']),
      }
      return [Number(row['id']), { key, account: String(row['account']) }]
    }),
  )
}
