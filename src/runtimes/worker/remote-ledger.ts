import type { ControlDeps } from '../../admin/ports.ts'
import { windowOf } from '../../model/analytics.ts'
import { FINEST_MS } from '../../stores/cloudflare/sum-rows.ts'
import { addSums, emptySums } from '../../stores/sums.ts'
import { toAnalytics, toAnalyticsSums } from '../../stores/to-analytics.ts'
import type { AskPools } from './ask-each.ts'
import type { AskPool } from './ask-object.ts'

/** Every pool keeps its own requests; together they are one ledger, newest first. */
export function createRemoteLedger(pools: AskPools): ControlDeps['ledger'] {
  const poolsOf = (pool: string | null): readonly AskPool[] =>
    Array.from(pools()).flatMap(([name, ask]) => ((pool ?? name) === name ? [ask] : []))
  return {
    async requests(filter, page) {
      const pages = await Promise.all(
        poolsOf(filter.pool ?? null).map((ask) => ask((pool) => pool.requests(filter, page))),
      )
      // What lies beyond a pool's own page is not known: nothing older than that is told yet.
      const from = Math.max(0, ...pages.map(({ next }) => Number(next ?? 0)))
      const known = pages.flatMap(({ items }) => items).filter(({ id }) => id >= from)
      const items = known.sort((a, b) => b.id - a.id).slice(0, page.limit)
      const isMore = items.length < known.length || pages.some(({ next }) => next !== null)
      const last = items.length < known.length ? (items.at(-1)?.id ?? 0) : from
      return { items, next: isMore ? String(last) : null }
    },
    async request(id) {
      const found = await Promise.all(poolsOf(null).map((ask) => ask((pool) => pool.request(id))))
      return found.find((row) => row !== null) ?? null
    },
    async sums(stretch) {
      const sums = emptySums()
      for (const part of await Promise.all(poolsOf(null).map((ask) => ask((pool) => pool.sums(stretch))))) {
        addSums(sums, part)
      }
      return toAnalyticsSums(sums)
    },
    async analytics(query) {
      const asked = poolsOf(query.pool ?? null)
      const parts = await Promise.all(asked.map((ask) => ask((pool) => pool.analytics(query))))
      return toAnalytics(windowOf(query.range, query.now, FINEST_MS), parts)
    },
  }
}
