import { describe, expect, test } from 'vitest'
import type { AnalyticsQuery, AnalyticsRange } from '../../src/model/analytics.ts'
import { windowOf } from '../../src/model/analytics.ts'
import type { StoredRequest } from '../../src/model/ledger-queries.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { FINEST_MS } from '../../src/stores/cloudflare/sum-rows.ts'
import { countOf } from '../../src/stores/sums.ts'
import { toAnalytics } from '../../src/stores/to-analytics.ts'
import { exampleRow } from '../contracts/example-row.ts'
import { changesOf, totalsOf } from './board-examples.ts'
import { openObjectFile } from './object-database.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = 20_000 * DAY + 9 * HOUR

function requestAt(id: number, time: number, differs: Partial<StoredRequest> = {}): StoredRequest {
  return { ...exampleRow(id, { time }), cost: 0.5, ...differs }
}

function ask(store: ReturnType<typeof openPoolStore>, range: AnalyticsRange, filter: Partial<AnalyticsQuery> = {}) {
  const query = { range, now: NOW, ...filter }
  return toAnalytics(windowOf(range, NOW, FINEST_MS), [store.analytics(query, 'lb')])
}

describe("a pool's sums", () => {
  test('stay what they are as they are folded into longer stretches, in every range that asks for them', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    for (let hour = 0; hour < 40 * 24; hour += 1) store.commit(null, [requestAt(hour + 1, NOW - hour * HOUR)])
    const counts = (): number[] =>
      (['1h', '6h', '24h', '7d', '30d'] as const).map((range) => ask(store, range).totals.requests)
    const before = counts()
    store.trim(NOW, 7)
    store.trim(NOW, 7)
    expect(counts()).toEqual(before)
    // Each range ends with the step that is under way.
    expect(before).toEqual([1, 6, 24, 7 * 24, 30 * 24 - 7 + 1])
    store.commit(null, [requestAt(5_000, NOW - 3 * DAY)])
    store.trim(NOW, 7)
    expect(ask(store, '7d').totals.requests).toBe((before[3] ?? 0) + 1)
  })

  test('forget what is older than a month', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openPoolStore(database)
    store.commit(null, [requestAt(1, NOW - 60 * DAY), requestAt(2, NOW)])
    store.trim(NOW, 7)
    expect([...database.exec('select count(*) as n from sums')]).toEqual([{ n: 1 }])
  })

  test('are not changed by a commit that fails', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [requestAt(1, NOW)])
    const broken = { ...requestAt(2, NOW), path: 'x'.repeat(3_000_000) }
    expect(() => store.commit(null, [broken])).toThrow('too big')
    store.commit(null, [requestAt(3, NOW)])
    expect(ask(store, '1h').totals.requests).toBe(2)
  })

  test('fit into their row, whatever models callers make up, and lose no request', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 3_000 }, (_, n) => requestAt(n + 1, NOW, { model: `${n}${'漢'.repeat(500)}` }))
    store.commit(null, rows)
    const told = ask(store, '1h')
    expect(told.totals.requests).toBe(3_000)
    expect(told.models[0]?.model).toBe('(other)')
  })

  test('fit into their row, however many accounts answer', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 5_000 }, (_, n) =>
      requestAt(n + 1, NOW, { accountId: `account-${n}`, attempts: [] }),
    )
    store.commit(null, rows)
    expect(ask(store, '1h').totals.requests).toBe(5_000)
  })

  test('are written in one row for all that ended in a moment', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openPoolStore(database)
    const rows = Array.from({ length: 50 }, (_, n) =>
      requestAt(n + 1, NOW, { accountId: `account-${n % 5}`, model: `model-${n % 3}` }),
    )
    store.commit(null, rows)
    expect([...database.exec('select count(*) as n from sums')]).toEqual([{ n: 1 }])
  })

  test('add up to the longest of days, minutes at its edge, once they are folded', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    // Half past seven of the evening before, UTC: midnight in India; the day that clocks are set back has 25 hours.
    const midnight = NOW - 24 * HOUR - HOUR / 2
    const times = [midnight - 1, midnight, midnight + HOUR, NOW - 7 * HOUR, NOW]
    store.commit(
      null,
      times.map((time, index) => requestAt(index + 1, time)),
    )
    const requests = (): number => countOf(store.sums({ from: midnight, to: NOW + HOUR }), 'requests')
    expect(requests()).toBe(4)
    store.trim(NOW, 7)
    expect(requests()).toBe(4)
  })

  test('know the models of a week, however often they were asked for', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 3_000 }, (_, n) => requestAt(n + 1, NOW - n * 60_000, { model: 'busy' }))
    const rare = { model: 'rare', provider: 'openai' }
    store.commit(null, [
      requestAt(5_001, NOW - 6 * DAY, rare),
      ...rows,
      requestAt(5_002, NOW - 9 * DAY, { model: 'old' }),
    ])
    store.commit(null, [requestAt(6_001, NOW, { accountId: null, provider: null, attempts: [] })])
    store.trim(NOW, 7)
    expect(store.models(NOW - 7 * DAY).toSorted((a, b) => b.requests - a.requests)).toEqual([
      { provider: 'anthropic', model: 'busy', requests: 3_000 },
      { provider: 'openai', model: 'rare', requests: 1 },
    ])
  })

  test('know sessions from the counters of the board', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const counted = { ...totalsOf(1), sessions: 3, sessionsEnded: 2, sessionMs: 900, switches: 1 }
    store.commit(changesOf({ totals: counted }), [], { now: NOW })
    const again = openPoolStore(file.open())
    again.commit(changesOf({ totals: { ...counted, sessions: 4 } }), [], { now: NOW })
    expect(ask(again, '1h').sessions).toEqual([{ pool: 'lb', started: 4, ended: 2, endedMs: 900, switches: 1 }])
  })
})
