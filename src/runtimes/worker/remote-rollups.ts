import type { LedgerQueries, RequestPage, Rollup, StoredRequest } from '../../model/ledger-queries.ts'
import type { Spread } from '../../model/spread.ts'
import type { AskPool } from './stubs.ts'

/** Requests of one pool that are looked through at most: its calls wait meanwhile. */
const MOST_ROWS = 2_000
const PAGE = 500

const UNKNOWN: Spread = { count: 0, mean: null, p50: null, p95: null, p99: null }

/**
 * Sums by provider and model over all of a stretch of time, from the pools' single requests: their objects keep no sums.
 * Of a pool with more requests than are looked through only the newest count.
 */
export function createRemoteRollups(askers: () => ReadonlyMap<string, AskPool>): LedgerQueries['rollups'] {
  return async ({ from, to }) => {
    const found = await Promise.all(Array.from(askers().values(), (ask) => readRows(ask, { since: from, until: to })))
    const byModel = Map.groupBy(found.flat(), ({ provider, model }) => JSON.stringify([provider, model]))
    return Array.from(byModel.values(), toRollup)
  }
}

async function readRows(ask: AskPool, filter: { readonly since: number; readonly until: number }) {
  const rows: StoredRequest[] = []
  let cursor: string | null = null
  do {
    const at: string | null = cursor
    const page: RequestPage = await ask((pool) => pool.requests(filter, { limit: PAGE, cursor: at }))
    rows.push(...page.items)
    cursor = page.next
  } while (cursor !== null && rows.length < MOST_ROWS)
  return rows
}

function toRollup(rows: readonly StoredRequest[]): Rollup {
  const sum = (valueOf: (row: StoredRequest) => number | null): number =>
    rows.reduce((all, row) => all + (valueOf(row) ?? 0), 0)
  const ended = (end: StoredRequest['end']): number => rows.filter((row) => row.end === end).length
  const priced = rows.filter(({ cost }) => cost !== null).length
  return {
    at: null,
    pool: null,
    accountId: null,
    account: null,
    provider: rows[0]?.provider ?? null,
    model: rows[0]?.model ?? null,
    requests: rows.length,
    ok: ended('ok'),
    failed: ended('failed'),
    cut: ended('cut'),
    gone: ended('gone'),
    failovers: sum(({ attempts }) => Math.max(0, attempts.length - 1)),
    input: sum(({ usage }) => usage.input),
    output: sum(({ usage }) => usage.output),
    cacheRead: sum(({ usage }) => usage.cacheRead),
    cacheWrite5m: sum(({ usage }) => usage.cacheWrite5m),
    cacheWrite1h: sum(({ usage }) => usage.cacheWrite1h),
    cost: priced === 0 ? null : sum(({ cost }) => cost),
    priced,
    duration: UNKNOWN,
    firstByte: UNKNOWN,
  }
}
