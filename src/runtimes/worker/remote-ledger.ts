import type { ControlLedger } from '../../admin/ports.ts'
import { windowOf } from '../../model/analytics.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import { FINEST_MS } from '../../stores/cloudflare/sum-rows.ts'
import { addSums, emptySums } from '../../stores/sums.ts'
import { toAnalytics, toAnalyticsSums } from '../../stores/to-analytics.ts'
import type { AskPools } from './ask-each.ts'
import { askEach, valuesOf } from './ask-each.ts'
import type { AskPool } from './ask-object.ts'
import { mergePages } from './merge-pages.ts'
import { readCursor, writeCursor } from './request-cursor.ts'

const UNKNOWN_FOR_NOW =
  'It is not known to the pools that answer, and others cannot be asked just now. Retry in a moment.'

/** Every pool keeps its own requests; together they are one ledger, newest first. */
export function createRemoteLedger(pools: AskPools): ControlLedger {
  const only =
    (wanted: string | undefined): AskPools =>
    () =>
      wanted === undefined ? pools() : new Map([...pools()].filter(([name]) => name === wanted))
  return {
    async requests(filter, page) {
      const { all, positions } = readCursor(page.cursor)
      const fromOf = (pool: string): string | null => positions?.get(pool) ?? all
      const going = (): ReadonlyMap<string, AskPool> =>
        new Map([...only(filter.pool)()].filter(([name]) => positions?.has(name) ?? true))
      const { told, unreachable } = await askEach(going, (pool, name) =>
        pool.requests(filter, { limit: page.limit, cursor: fromOf(name) }),
      )
      const merged = mergePages(
        told.map(([pool, found]) => ({ pool, from: fromOf(pool), ...found })),
        page.limit,
      )
      if (merged.positions.size === 0) return { items: merged.items, next: null, unreachable }
      const boundary = Math.max(...Array.from(merged.positions.values(), Number))
      // Who did not answer is asked again for what is older than what was told.
      const olderFor = (pool: string): string => String(Math.min(boundary, Number(fromOf(pool) ?? boundary)))
      const missed = unreachable.map((pool) => [pool, olderFor(pool)] as const)
      const next = writeCursor(boundary, new Map([...merged.positions, ...missed]))
      return { items: merged.items, next, unreachable }
    },
    async request(id) {
      const each = await askEach(pools, (pool) => pool.request(id))
      const found = valuesOf(each).find((row) => row !== null) ?? null
      if (found === null && each.unreachable.length > 0) throw new StateUnavailable(UNKNOWN_FOR_NOW)
      return found
    },
    async sums(stretch) {
      const each = await askEach(pools, (pool) => pool.sums(stretch))
      const sums = emptySums()
      for (const part of valuesOf(each)) addSums(sums, part)
      return { ...toAnalyticsSums(sums), unreachable: each.unreachable }
    },
    async analytics(query) {
      const each = await askEach(only(query.pool), (pool) => pool.analytics(query))
      const { unreachable } = each
      return { ...toAnalytics(windowOf(query.range, query.now, FINEST_MS), valuesOf(each)), unreachable }
    },
  }
}
