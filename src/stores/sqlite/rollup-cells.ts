import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Histogram } from '../../model/histogram.ts'
import type { Sums } from '../sums.ts'
import { COUNTS } from '../sums.ts'
import type { RollupTables, RollupUnit } from './rollup-tables.ts'

export const CELL_COLUMNS: readonly string[] = [...COUNTS, 'durations', 'first_bytes']

/** Stretches of time that are kept at hand; an older one is read again when a long stream ends in it. */
const MAX_STRETCHES: Readonly<Record<RollupUnit, number>> = { minute: 16, hour: 3, day: 2 }

/** Sums by group and stretch of time. What it holds is what the database holds, plus what `write` has yet to put there. */
export interface RollupCells {
  /** To be added to: it counts as changed from now on. */
  cellOf(unit: RollupUnit, at: number, group: number): Sums
  /** Within a transaction. */
  write(): void
  forget(): void
}

interface Cell extends Sums {
  changed: boolean
}

interface Table {
  /** By the stretch's beginning, then by group. */
  readonly stretches: Map<number, Map<number, Cell>>
  read(at: number, group: number): Cell
  put(at: number, group: number, cell: Cell): void
}

export function prepareRollupCells(database: DatabaseSync, { cells }: RollupTables): RollupCells {
  const tables: Readonly<Record<RollupUnit, Table>> = {
    minute: prepareTable(database, cells.minute),
    hour: prepareTable(database, cells.hour),
    day: prepareTable(database, cells.day),
  }
  let changed: { readonly table: Table; readonly at: number; readonly group: number; readonly cell: Cell }[] = []

  return {
    cellOf(unit, at, group) {
      const table = tables[unit]
      let stretch = table.stretches.get(at)
      if (stretch === undefined) table.stretches.set(at, (stretch = new Map()))
      let cell = stretch.get(group)
      if (cell === undefined) stretch.set(group, (cell = table.read(at, group)))
      if (!cell.changed) {
        cell.changed = true
        changed.push({ table, at, group, cell })
      }
      return cell
    },
    write() {
      for (const { table, at, group, cell } of changed) {
        table.put(at, group, cell)
        cell.changed = false
      }
      changed = []
      letGo(tables.minute, MAX_STRETCHES.minute)
      letGo(tables.hour, MAX_STRETCHES.hour)
      letGo(tables.day, MAX_STRETCHES.day)
    },
    forget() {
      changed = []
      for (const { stretches } of Object.values(tables)) stretches.clear()
    },
  }
}

/** Forgets the oldest stretches but for so many. */
function letGo({ stretches }: Table, kept: number): void {
  if (stretches.size <= kept) return
  const oldest = [...stretches.keys()].toSorted((a, b) => a - b).slice(0, stretches.size - kept)
  for (const at of oldest) stretches.delete(at)
}

function prepareTable(database: DatabaseSync, table: string): Table {
  const find = database.prepare(`select ${CELL_COLUMNS.join(', ')} from ${table} where at = ? and group_id = ?`)
  const marks = CELL_COLUMNS.map(() => '?').join(', ')
  const put = database.prepare(
    `insert or replace into ${table} (at, group_id, ${CELL_COLUMNS.join(', ')}) values (?, ?, ${marks})`,
  )
  return {
    stretches: new Map(),
    read(at, group) {
      const found = find.get(at, group)
      return {
        counts: COUNTS.map((name) => Number(found?.[name] ?? 0)),
        durations: toHistogram(found?.['durations']),
        firstBytes: toHistogram(found?.['first_bytes']),
        changed: false,
      }
    },
    put(at, group, { counts, durations, firstBytes }) {
      put.run(at, group, ...counts, JSON.stringify(durations), JSON.stringify(firstBytes))
    },
  }
}

export function toHistogram(text: SQLOutputValue | undefined): Histogram {
  const parsed: unknown = JSON.parse(typeof text === 'string' ? text : '[]')
  return Array.isArray(parsed) ? parsed.map(Number) : []
}
