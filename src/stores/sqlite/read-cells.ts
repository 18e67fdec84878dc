import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Sums } from '../sums.ts'
import { COUNTS } from '../sums.ts'
import { CELL_COLUMNS, toHistogram } from './rollup-cells.ts'

export interface StoredCell {
  readonly at: number
  readonly group: number
  readonly sums: Sums
}

interface Stretch {
  /** Epoch ms, from here… */
  readonly from: number
  /** …up to but not including this. */
  readonly to: number
}

interface Picked extends Stretch {
  /** Length of the table's unit, ms. */
  readonly unitMs: number
  readonly groups: readonly number[]
}

const COLUMNS = ['at', 'group_id', ...CELL_COLUMNS].map((name) => `cell.${name}`).join(', ')

/** Every cell of a stretch, earliest first. */
export function* readCells(database: DatabaseSync, table: string, { from, to }: Stretch): Generator<StoredCell> {
  const query = database.prepare(`select ${COLUMNS} from ${table} as cell where at >= ? and at < ? order by at`)
  query.setReturnArrays(true)
  for (const row of query.iterate(from, to)) yield decodeCell(row as unknown as SQLOutputValue[])
}

/**
 * Those of some groups. The primary key begins with the time, so that what is written at one moment lies together: each
 * cell is looked up by itself here, which takes a microsecond, where a scan would pass by those of all other groups.
 */
export function* pickCells(database: DatabaseSync, table: string, picked: Picked): Generator<StoredCell> {
  const { from, to, unitMs, groups } = picked
  if (groups.length === 0 || from >= to) return
  const query = database.prepare(
    `with recursive step(at) as (select ?1 union all select at + ?2 from step where at + ?2 < ?3)
     select ${COLUMNS} from step cross join json_each(?4) as wanted
     cross join ${table} as cell on cell.at = step.at and cell.group_id = wanted.value`,
  )
  query.setReturnArrays(true)
  const rows = query.iterate(from, unitMs, to, JSON.stringify(groups))
  for (const row of rows) yield decodeCell(row as unknown as SQLOutputValue[])
}

function decodeCell(row: readonly SQLOutputValue[]): StoredCell {
  const counts: number[] = []
  for (let place = 0; place < COUNTS.length; place += 1) counts.push(Number(row[place + 2]))
  return {
    at: Number(row[0]),
    group: Number(row[1]),
    sums: { counts, durations: toHistogram(row[COUNTS.length + 2]), firstBytes: toHistogram(row[COUNTS.length + 3]) },
  }
}
