import type { DatabaseSync } from 'node:sqlite'
import type { RequestRow } from '../../model/ledger.ts'
import type { Sums } from '../sums.ts'
import type { Tally } from '../tally.ts'
import { addTally, tallyRow } from '../tally.ts'
import type { RollupCells } from './rollup-cells.ts'
import { prepareRollupCells } from './rollup-cells.ts'
import type { RollupGroups } from './rollup-groups.ts'
import { prepareRollupGroups } from './rollup-groups.ts'
import type { GroupKey, RollupTables, RollupUnit } from './rollup-tables.ts'
import { atOf, EACH, MARGINS, marginsOf } from './rollup-tables.ts'

const DAY_MS = 86_400_000
const UNITS: readonly RollupUnit[] = ['minute', 'hour', 'day']

/** Callers choose the model's name; beyond so many in a day a new one is summed up under this name instead. */
const OTHER_MODELS = '(other)'
const MAX_MODELS = 1_000
/** The same beyond so many groups in a day: a thousand accounts with ten models each have room. */
const MAX_GROUPS = 10_000

/** Adds requests up by minute, hour and day. What it holds is what the database holds, plus what `write` has yet to put there. */
export interface RollupBook {
  add(row: RequestRow, cost: number | null): void
  /** Within the transaction that holds the rows: neither is ever there without the other. */
  write(): void
  /** After a rollback: what was added is no longer true. */
  forget(): void
}

interface Family {
  readonly groups: RollupGroups
  readonly cells: RollupCells
}

export function createRollupBook(database: DatabaseSync): RollupBook {
  const each = prepareFamily(database, EACH)
  const margins = prepareFamily(database, MARGINS)
  const models = new Set<string>()
  let day = 0
  let newest = 0

  /** Under which name a request's model is counted. */
  function nameOf({ pool, model }: RequestRow, tallies: readonly Tally[]): string {
    const name = model ?? ''
    const key = `${pool}\n${name}`
    const isKnown = models.has(key)
    const isFull = models.size >= MAX_MODELS && !isKnown
    const isCrowded = each.groups.size >= MAX_GROUPS
    if (isFull || (isCrowded && tallies.some((tally) => !each.groups.has(keyOf(tally, pool, name))))) {
      return OTHER_MODELS
    }
    if (!isKnown) models.add(key)
    return name
  }

  function forget(): void {
    for (const { groups, cells } of [each, margins]) {
      groups.forget()
      cells.forget()
    }
    models.clear()
  }

  return {
    add(row, cost) {
      newest = Math.max(newest, row.time)
      const tallies = tallyRow(row, cost)
      const model = nameOf(row, tallies)
      for (const tally of tallies) {
        const key = keyOf(tally, row.pool, model)
        addTo(each, { key, account: tally.account, time: row.time }, (sums) => addTally(sums, tally))
        for (const margin of marginsOf(key)) {
          addTo(margins, { key: margin, account: tally.account, time: row.time }, (sums) => addTally(sums, tally))
        }
      }
    },
    write() {
      each.cells.write()
      margins.cells.write()
      const today = Math.floor(newest / DAY_MS)
      if (today !== day) forget()
      day = today
    },
    forget,
  }
}

function prepareFamily(database: DatabaseSync, tables: RollupTables): Family {
  return { groups: prepareRollupGroups(database, tables), cells: prepareRollupCells(database, tables) }
}

function keyOf({ accountId, provider }: Tally, pool: string, model: string): GroupKey {
  return { level: 'each', pool, accountId, provider, model }
}

interface Place {
  readonly key: GroupKey
  /** The account's name. */
  readonly account: string
  readonly time: number
}

function addTo({ groups, cells }: Family, { key, account, time }: Place, add: (sums: Sums) => void): void {
  const group = groups.idOf(key, account)
  for (const unit of UNITS) add(cells.cellOf(unit, atOf(unit, time), group))
}
