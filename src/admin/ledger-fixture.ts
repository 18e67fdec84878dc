import type { AnalyticsSums } from '../model/analytics.ts'
import { windowOf } from '../model/analytics.ts'
import type { LedgerQueries, PageRequest, RequestFilter, RequestPage, StoredRequest } from '../model/ledger-queries.ts'
import type { Spread } from '../model/spread.ts'

const NO_SPREAD: Spread = { count: 0, mean: null, p50: null, p95: null, p99: null }
export const NO_SUMS: AnalyticsSums = {
  requests: 0,
  ok: 0,
  failed: 0,
  cut: 0,
  gone: 0,
  failovers: 0,
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cost: null,
  unpriced: 0,
  attempts: 0,
  failures: 0,
  limitsMet: 0,
  failoversAway: 0,
  duration: NO_SPREAD,
  firstByte: NO_SPREAD,
}

/** Pages of at most two rows a stretch, as a store gives that looks through a bounded part at a time. */
export function ledgerOf(rows: readonly StoredRequest[]): Omit<LedgerQueries, 'requestsById'> {
  return {
    async requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage> {
      const start = Number(page.cursor ?? 0)
      const end = start + Math.min(2, page.limit)
      const items = rows.slice(start, end).filter((row) => filter.status === undefined || row.status === filter.status)
      return { items, next: end < rows.length ? String(end) : null }
    },
    request: async (id) => rows.find((row) => row.id === id) ?? null,
    sums: async () => NO_SUMS,
    analytics: async ({ range, now }) => ({
      window: windowOf(range, now, 60_000),
      steps: [],
      totals: NO_SUMS,
      accounts: [],
      models: [],
      sessions: [],
    }),
  }
}
