import { amountColumn, dollarColumn, momentColumn, numberColumn, stateColumn, textColumn } from '../columns.ts'
import { fieldNumber } from '../fields.ts'
import { toAmount } from '../look/amounts.ts'
import { toDuration } from '../look/times.ts'
import { isForPeople, type View } from '../look/view.ts'
import { promptOf } from '../prompt-tokens.ts'
import type { Column } from '../table.ts'

/** A request in one line. */
export function requestColumns(view: View): readonly Column<unknown>[] {
  return [
    { ...textColumn('ID', 'id'), whole: true },
    momentColumn('TIME', 'time', view),
    { ...textColumn('POOL', 'pool'), rank: 5 },
    textColumn('MODEL', 'model'),
    numberColumn('STATUS', 'status'),
    stateColumn('END', 'end', view),
    textColumn('ACCOUNT', 'account'),
    { ...numberColumn('FAILOVERS', 'failovers'), rank: 3 },
    durationColumn(view),
    { title: 'IN', align: 'right', rank: 2, cell: (item) => toAmount(promptOf(item, 'usage.'), view) },
    { ...amountColumn('OUT', 'usage.output', view), rank: 2 },
    { ...dollarColumn('COST', 'cost', view), rank: 1 },
  ]
}

/** The same where lines come one by one: the time of day, and widths that most fit into. */
export function followColumns(view: View): readonly Column<unknown>[] {
  const time: Column<unknown> = {
    title: 'TIME',
    least: 8,
    cell: (item) => new Date(fieldNumber(item, 'time') ?? 0).toTimeString().slice(0, 8),
  }
  const least: Readonly<Record<string, number>> = {
    MODEL: 24,
    STATUS: 6,
    END: 8,
    ACCOUNT: 14,
    MS: 8,
    IN: 7,
    OUT: 7,
    COST: 9,
  }
  const columns = requestColumns(view).map((column) => ({ ...column, least: least[column.title] ?? 0 }))
  if (!isForPeople(view)) return columns
  const of = (title: string) => columns.filter((column) => column.title === title)
  const order = ['MODEL', 'STATUS', 'END', 'ACCOUNT', 'FAILOVERS', 'MS', 'IN', 'OUT', 'COST', 'POOL', 'ID']
  return [time, ...order.flatMap(of).map((column) => (column.title === 'ID' ? { ...column, rank: 6 } : column))]
}

function durationColumn(view: View): Column<unknown> {
  return {
    title: 'MS',
    align: 'right',
    cell(item) {
      const ms = fieldNumber(item, 'durationMs')
      if (ms === null) return '-'
      return isForPeople(view) ? toDuration(ms) : String(ms)
    },
  }
}
