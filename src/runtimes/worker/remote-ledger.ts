import type { ControlLedger } from '../../admin/ports.ts'
import { windowOf } from '../../model/analytics.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import { FINEST_MS } from '../../stores/cloudflare/sum-rows.ts'
import { addSums, emptySums } from '../../stores/sums.ts'
import { toAnalytics, toAnalyticsSums } from '../../stores/to-analytics.ts'
import type { AskPools } from './ask-each.ts'
import { askEach, valuesOf } from './ask-each.ts'

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
      const each = await askEach(only(filter.pool), (pool) => pool.requests(filter, page))
      const pages = valuesOf(each)
      // What lies beyond a pool's own page is not known: nothing older than that is told yet.
      const from = Math.max(0, ...pages.map(({ next }) => Number(next ?? 0)))
      const known = pages.flatMap(({ items }) => items).filter(({ id }) => id >= from)
      const items = known.sort((a, b) => b.id - a.id).slice(0, page.limit)
      const isMore = items.length < known.length || pages.some(({ next }) => next !== null)
      const last = items.length < known.length ? (items.at(-1)?.id ?? 0) : from
      return { items, next: isMore ? String(last) : null, unreachable: each.unreachable }
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
