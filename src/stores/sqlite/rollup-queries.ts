import type { Kysely } from 'kysely'
import type { Rollup, RollupDimension, RollupQuery } from '../../model/ledger-queries.ts'
import { mergeHistogram, toSpread } from '../../model/histogram.ts'
import type { Histogram } from '../../model/histogram.ts'
import type { LedgerTables, RollupGroupsTable, RollupsTable } from './ledger-tables.ts'

type StoredRollup = RollupsTable & Omit<RollupGroupsTable, 'id'>

/** Numbers that are summed as they are. */
const SUMMED = [
  'requests',
  'ok',
  'failed',
  'cut',
  'gone',
  'failovers',
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cost',
  'priced',
  'duration_sum',
  'first_byte_sum',
] as const

type Sums = Record<(typeof SUMMED)[number], number>

interface Summed {
  /** The row that stands for the dimensions. */
  readonly first: StoredRollup
  readonly sums: Sums
  readonly durations: Histogram
  readonly firstBytes: Histogram
}

/** Sums by minute or hour, or over all time asked for; earliest first. Distributions are merged here: SQL cannot. */
export async function findRollups(ledger: Kysely<LedgerTables>, query: RollupQuery): Promise<Rollup[]> {
  const rows = await readRollups(ledger, query)
  const sums = new Map<string, Summed>()
  for (const row of rows) {
    const key = [query.over === 'time' ? row.at : 0, ...query.by.map((dimension) => valueOf(row, dimension))].join('\n')
    const known = sums.get(key)
    if (known === undefined) sums.set(key, add(row, emptySums(row)))
    else add(row, known)
  }
  return [...sums.values()].map((summed) => toRollup(summed, query))
}

async function readRollups(ledger: Kysely<LedgerTables>, query: RollupQuery): Promise<StoredRollup[]> {
  const table = query.unit === 'minute' ? 'rollup_minutes' : 'rollup_hours'
  let select = ledger
    .selectFrom(`${table} as rollup`)
    .innerJoin('rollup_groups as group', 'group.id', 'rollup.group_id')
    .selectAll('rollup')
    .select(['group.pool', 'group.account_id', 'group.account', 'group.provider', 'group.model'])
    .where('rollup.at', '>=', query.from)
    .where('rollup.at', '<', query.to)
    .orderBy('rollup.at')
  if (query.pool !== undefined) select = select.where('group.pool', '=', query.pool)
  if (query.accountId !== undefined) select = select.where('group.account_id', '=', query.accountId)
  if (query.model !== undefined) select = select.where('group.model', '=', query.model)
  return await select.execute()
}

function valueOf(row: StoredRollup, dimension: RollupDimension): string {
  switch (dimension) {
    case 'pool':
      return row.pool
    case 'account':
      return row.account_id
    case 'provider':
      return row.provider
    case 'model':
      return row.model
  }
}

function emptySums(first: StoredRollup): Summed {
  const sums: Sums = {
    requests: 0,
    ok: 0,
    failed: 0,
    cut: 0,
    gone: 0,
    failovers: 0,
    input: 0,
    output: 0,
    cache_read: 0,
    cache_write_5m: 0,
    cache_write_1h: 0,
    cost: 0,
    priced: 0,
    duration_sum: 0,
    first_byte_sum: 0,
  }
  return { first, sums, durations: [], firstBytes: [] }
}

function add(row: StoredRollup, into: Summed): Summed {
  for (const name of SUMMED) into.sums[name] += row[name]
  mergeHistogram(into.durations, decodeHistogram(row.durations))
  mergeHistogram(into.firstBytes, decodeHistogram(row.first_bytes))
  return into
}

function toRollup(summed: Summed, query: RollupQuery): Rollup {
  const { first, sums } = summed
  const kept = (dimension: RollupDimension): string | null =>
    query.by.includes(dimension) ? valueOf(first, dimension) || null : null
  return {
    at: query.over === 'time' ? first.at : null,
    pool: kept('pool'),
    accountId: kept('account'),
    account: query.by.includes('account') ? first.account || null : null,
    provider: kept('provider'),
    model: kept('model'),
    requests: sums.requests,
    ok: sums.ok,
    failed: sums.failed,
    cut: sums.cut,
    gone: sums.gone,
    failovers: sums.failovers,
    input: sums.input,
    output: sums.output,
    cacheRead: sums.cache_read,
    cacheWrite5m: sums.cache_write_5m,
    cacheWrite1h: sums.cache_write_1h,
    cost: sums.priced === 0 ? null : sums.cost,
    priced: sums.priced,
    duration: toSpread(summed.durations, sums.duration_sum),
    firstByte: toSpread(summed.firstBytes, sums.first_byte_sum),
  }
}

function decodeHistogram(text: string): Histogram {
  return JSON.parse(text) as number[]
}
