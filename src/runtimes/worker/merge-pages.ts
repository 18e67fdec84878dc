import { firstIdAt, momentOf } from '../../gateway/request-id.ts'
import type { RequestPage, StoredRequest } from '../../model/ledger-queries.ts'

/** What one pool has told from where it was asked, `null` from its newest. */
export interface PoolPage extends RequestPage {
  readonly pool: string
  readonly from: string | null
}

export interface MergedPages {
  readonly items: readonly StoredRequest[]
  /** Where each pool goes on that has more. */
  readonly positions: ReadonlyMap<string, string>
}

/** One pool's page as it is being told. */
interface Source {
  readonly page: PoolPage
  /** For each row the moment under which it stands, epoch ms: they never rise. */
  readonly moments: readonly number[]
  /** How many were taken. */
  taken: number
}

/**
 * Pages of several pools as one of so many rows, newest first. Ids tell the order within a pool alone: a pool that has just
 * begun gives some that are ahead of its clock. Of a pool whose page is used up nothing is known beyond it, so what may be
 * older than that waits.
 */
export function mergePages(pages: readonly PoolPage[], limit: number): MergedPages {
  const sources: readonly Source[] = pages.map((page) => ({ page, moments: momentsOf(page.items), taken: 0 }))
  const items: StoredRequest[] = []
  while (items.length < limit) {
    const newest = sources.reduce((best, one) => (momentAt(one) > momentAt(best) ? one : best), sources[0] ?? NOBODY)
    const row = newest.page.items[newest.taken]
    if (row === undefined) break
    items.push(row)
    newest.taken += 1
  }
  const positions = new Map<string, string>()
  for (const source of sources) {
    const position = positionOf(source)
    if (position !== null) positions.set(source.page.pool, position)
  }
  return { items, positions }
}

const NOBODY: Source = { page: { pool: '', from: null, items: [], next: null }, moments: [], taken: 0 }

/** A row whose request took long to come in began before older ones of its pool: it stands under theirs. */
function momentsOf(rows: readonly StoredRequest[]): readonly number[] {
  const moments: number[] = []
  for (const { time } of rows.toReversed()) moments.unshift(Math.max(time, moments[0] ?? 0))
  return moments
}

/** Of the row that is next; of what is not known, the latest that it may be. */
function momentAt({ page: { next }, moments, taken }: Source): number {
  return moments[taken] ?? (next === null ? -Infinity : momentOf(Number(next)))
}

function positionOf({ page: { from, items, next }, taken }: Source): string | null {
  if (taken === items.length) return next
  const last = items[taken - 1]
  if (last !== undefined) return String(last.id)
  // Of its newest nothing was taken: it goes on with that.
  return from ?? String(firstIdAt(momentOf(items[0]?.id ?? 0) + 1))
}
