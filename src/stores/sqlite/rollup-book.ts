import type { DatabaseSync } from 'node:sqlite'
import type { RequestRow } from '../../model/ledger.ts'
import { addSums, emptySums, type Sums } from '../sums.ts'
import type { Tally } from '../tally.ts'
import { addTally, tallyRow } from '../tally.ts'
import type { RollupCells } from './rollup-cells.ts'
import { prepareRollupCells } from './rollup-cells.ts'
import type { RollupGroups } from './rollup-groups.ts'
import { prepareRollupGroups } from './rollup-groups.ts'
import type { GroupKey, RollupTables, RollupUnit } from './rollup-tables.ts'
import { atOf, EACH, MARGINS, marginsOf, OTHER_MODELS } from './rollup-tables.ts'

const DAY_MS = 86_400_000
const UNITS: readonly RollupUnit[] = ['minute', 'hour', 'day']

/** Callers choose the model's name; beyond so many in a day a new one is summed up as one of the others. */
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
  /** What was added since the last write, by minute and group: most rows of a batch share theirs. */
  const waiting = new Map<string, Added>()
  let day = 0
  let newest = 0

  /** Under which name a request's model is counted. */
  function nameOf({ pool, model }: RequestRow, tallies: readonly Tally[]): string {
    const name = model ?? ''
    const key = `${pool}\n${name}`
    const isKnown = models.has(key)
    const isFull = models.size >= MAX_MODELS && !isKnown
    const isCrowded = each.groups.size + waiting.size >= MAX_GROUPS
    if (isFull || (isCrowded && tallies.some((tally) => !each.groups.has(keyOf(tally, pool, name))))) {
      return OTHER_MODELS
    }
    if (!isKnown) models.add(key)
    return name
  }

  function settle({ place, sums }: Added): void {
    addTo(each, place, sums)
    for (const margin of marginsOf(place.key)) addTo(margins, { ...place, key: margin }, sums)
  }

  function forget(): void {
    waiting.clear()
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
      const minute = atOf('minute', row.time)
      for (const tally of tallies) {
        const name = `${minute}\n${row.pool}\n${tally.accountId}\n${tally.provider}\n${model}`
        let added = waiting.get(name)
        if (added === undefined) {
          const place: Place = { key: keyOf(tally, row.pool, model), account: tally.account, time: minute }
          waiting.set(name, (added = { place, sums: emptySums() }))
        }
        // The name of now, where an account was renamed.
        if (tally.account !== '') added.place.account = tally.account
        addTally(added.sums, tally)
      }
    },
    write() {
      for (const added of waiting.values()) settle(added)
      waiting.clear()
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
  account: string
  readonly time: number
}

/** What one group has to be added in one minute. */
interface Added {
  readonly place: Place
  readonly sums: Sums
}

function addTo({ groups, cells }: Family, { key, account, time }: Place, sums: Sums): void {
  const group = groups.idOf(key, account)
  for (const unit of UNITS) addSums(cells.cellOf(unit, atOf(unit, time), group), sums)
}
