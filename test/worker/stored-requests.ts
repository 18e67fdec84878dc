import type { RequestFilter, StoredRequest } from '../../src/model/ledger-queries.ts'
import type { RequestRow } from '../../src/model/ledger.ts'
import type { PoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { exampleRow } from '../contracts/example-row.ts'

/** The first moment of a minute, epoch ms. */
export const FIRST = 1_789_999_980_000
const IDS_PER_MS = 2_048

/** A request that began so many ms after `FIRST`, the `nth` of its millisecond. */
export function requestAt(ms: number, differs: Partial<RequestRow> = {}, nth = 0): StoredRequest {
  const time = FIRST + ms
  return { ...exampleRow(time * IDS_PER_MS + nth, { time, ...differs }), cost: null }
}

/** Ids of all that a filter finds, page by page of so many. */
export function idsByPage(store: PoolStore, limit: number, filter: RequestFilter = {}): number[] {
  const ids: number[] = []
  let cursor: string | null = null
  do {
    const page = store.requests(filter, { limit, cursor })
    if (page.items.length > limit) throw new Error(`a page of ${limit} holds ${page.items.length}`)
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next
  } while (cursor !== null)
  return ids
}

export function newestFirst(rows: readonly StoredRequest[]): number[] {
  return rows.map(({ id }) => id).sort((a, b) => b - a)
}
