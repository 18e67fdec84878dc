import type { AnalyticsQuery } from '../../model/analytics.ts'
import { windowOf } from '../../model/analytics.ts'
import type { StoredRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { AnalyticsDraft } from '../raw-analytics.ts'
import type { Sums } from '../sums.ts'
import { addSums, countOf, emptySums } from '../sums.ts'
import { tallyRow } from '../tally.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, numberOf } from './sql.ts'
import type { SumGroup } from './sum-groups.ts'
import { OTHER, SumGroups } from './sum-groups.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** Where clocks are set back; one hour more, since `today` is asked to the end of an hour. */
const LONGEST_DAY_MS = 26 * HOUR_MS

/** The shortest stretch of time that is kept apart. */
export const FINEST_MS = 5 * MINUTE_MS

/**
 * How long sums stay apart by each length of time; then they are folded into the next. Each is kept as long as a range of
 * analytics asks for it, and as long again as it takes the longer one to be over.
 */
const UNITS = [
  { unitMs: FINEST_MS, keptMs: 6 * HOUR_MS },
  { unitMs: 15 * MINUTE_MS, keptMs: LONGEST_DAY_MS },
  { unitMs: 2 * HOUR_MS, keptMs: 7 * DAY_MS },
  { unitMs: 8 * HOUR_MS, keptMs: 31 * DAY_MS },
] as const

export interface AskedModel {
  readonly provider: string
  readonly model: string
  readonly requests: number
}

/** Stretches that are kept at hand: calls end some time after they began. */
const AT_HAND = 3

/**
 * What requests added up to, all groups of one stretch of time in one row: rows written are what storage costs there, and
 * so a commit writes one more than it would.
 */
export interface SumRows {
  /** Within a transaction. */
  write(rows: readonly StoredRequest[]): void
  /** After a rollback: what was added is not true any more. */
  forget(): void
  read(query: AnalyticsQuery, pool: string, draft: AnalyticsDraft): void
  /** All groups together, of the last 26 hours at the longest: what is older lies in stretches longer than a day's edges. */
  total(stretch: TimeStretch): Sums
  /** What was asked for since that moment (epoch ms), and how often; what was not kept apart is left out. */
  models(since: number): readonly AskedModel[]
  /** Within a transaction. Folds what is older into longer stretches, and forgets what is older still. */
  trim(now: number): void
}

export function openSumRows(database: ObjectDatabase): SumRows {
  database.exec(
    'create table if not exists sums (unit_ms integer not null, at integer not null, groups text not null, primary key (unit_ms, at)) without rowid',
  )
  const atHand = new Map<number, SumGroups>()

  function load(unitMs: number, at: number): SumGroups {
    return SumGroups.parse(
      firstRow(database.exec('select groups from sums where unit_ms = ? and at = ?', unitMs, at))?.['groups'],
    )
  }

  function save(unitMs: number, at: number, groups: SumGroups): void {
    const text = groups.toText()
    database.exec('insert or replace into sums (unit_ms, at, groups) values (?, ?, ?)', unitMs, at, text)
  }

  function groupsAt(at: number): SumGroups {
    const groups = atHand.get(at) ?? load(FINEST_MS, at)
    atHand.set(at, groups)
    return groups
  }

  function letGo(): void {
    if (atHand.size <= AT_HAND) return
    const oldest = [...atHand.keys()].toSorted((a, b) => a - b).slice(0, atHand.size - AT_HAND)
    for (const at of oldest) atHand.delete(at)
  }

  /** Whole stretches of the longer kind only, so that each is folded once but for late calls. */
  function fold(unitMs: number, longerMs: number, before: number): void {
    const end = Math.floor(before / longerMs) * longerMs
    const rows = [...database.exec('select at, groups from sums where unit_ms = ? and at < ?', unitMs, end)]
    const stretches = Map.groupBy(rows, (row) => Math.floor(numberOf(row['at']) / longerMs) * longerMs)
    for (const [at, parts] of stretches) {
      const groups = load(longerMs, at)
      for (const part of parts) groups.merge(SumGroups.parse(part['groups']))
      save(longerMs, at, groups)
    }
    if (rows.length > 0) database.exec('delete from sums where unit_ms = ? and at < ?', unitMs, end)
  }

  function* groupsWithin({ from, to }: TimeStretch): Generator<SumGroup> {
    const rows = database.exec('select groups from sums where at >= ? and at < ?', from, to)
    for (const row of rows) yield* SumGroups.parse(row['groups']).values()
  }

  return {
    write(rows) {
      const changed = new Set<number>()
      for (const row of rows) {
        const at = Math.floor(row.time / FINEST_MS) * FINEST_MS
        for (const tally of tallyRow(row, row.cost)) groupsAt(at).add(tally, row.model ?? '')
        changed.add(at)
      }
      for (const at of changed) save(FINEST_MS, at, groupsAt(at))
      letGo()
    },
    forget: () => atHand.clear(),
    read(query, pool, draft) {
      const { from, to, stepMs } = windowOf(query.range, query.now, FINEST_MS)
      // What was folded into longer stretches than a step is older than any range with such steps.
      const rows = database.exec(
        'select at, groups from sums where at >= ? and at < ? and unit_ms <= ?',
        from,
        to,
        stepMs,
      )
      for (const row of rows) {
        const at = numberOf(row['at'])
        const step = at - ((at - from) % stepMs)
        for (const group of SumGroups.parse(row['groups']).values()) addTo(draft, { group, step, pool }, query)
      }
    },
    total({ from, to }) {
      const total = emptySums()
      for (const { sums } of groupsWithin({ from, to })) addSums(total, sums)
      return total
    },
    models(since) {
      const models = new Map<string, AskedModel>()
      for (const { provider, model, sums } of groupsWithin({ from: since, to: Infinity })) {
        if (provider === '' || model === '' || model === OTHER) continue
        const key = `${provider}\n${model}`
        const requests = (models.get(key)?.requests ?? 0) + countOf(sums, 'requests')
        models.set(key, { provider, model, requests })
      }
      return [...models.values()]
    },
    trim(now) {
      atHand.clear()
      UNITS.forEach(({ unitMs, keptMs }, place) => {
        const longer = UNITS[place + 1]
        if (longer !== undefined) fold(unitMs, longer.unitMs, now - keptMs)
        else database.exec('delete from sums where unit_ms = ? and at < ?', unitMs, now - keptMs)
      })
    },
  }
}

interface Place {
  readonly group: SumGroup
  readonly step: number
  readonly pool: string
}

function addTo(draft: AnalyticsDraft, { group, step, pool }: Place, { account, model }: AnalyticsQuery): void {
  const { accountId: id, account: name, provider, sums } = group
  if (model !== undefined && group.model !== model) return
  draft.addAttempts(pool, countOf(sums, 'attempts'))
  if (account !== undefined && id !== account && name !== account) return
  draft.addStep(step, sums)
  draft.addModel({ model: group.model, provider }, sums)
  if (id !== '') draft.addAccount({ pool, id, name, provider }, sums)
}
