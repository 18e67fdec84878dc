import { describe, expect, test } from 'vitest'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { exampleAttempt } from '../contracts/example-row.ts'
import { openObjectFile } from './object-database.ts'
import { FIRST, idsByPage, newestFirst, requestAt } from './stored-requests.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const MAX_PAGE = { limit: 500, cursor: null }

describe("a pool's requests", () => {
  test('are found by their id, as they were, after the store was opened again', () => {
    using file = openObjectFile()
    const attempts = [exampleAttempt({ status: 429, result: 'limit „x“' }), exampleAttempt({ status: null })]
    const rows = [requestAt(1, { attempts, passedOver: [{ account: 'key-3', why: 'paused', until: null }] })]
    openPoolStore(file.open()).commit(null, [...rows, requestAt(2)])
    const store = openPoolStore(file.open())
    for (const row of [...rows, requestAt(2)]) expect(store.request(row.id)).toEqual(row)
  })

  test('are not found by an id between, before or after those that are there', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [requestAt(10), requestAt(30)])
    const { id } = requestAt(20)
    for (const other of [0, -1, 1, id, requestAt(9).id, requestAt(31).id, Number.MAX_SAFE_INTEGER]) {
      expect(store.request(other)).toBeNull()
    }
  })

  test('are found in batches whose ids overlap', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [requestAt(10), requestAt(40)])
    store.commit(null, [requestAt(5), requestAt(50)])
    store.commit(null, [requestAt(20), requestAt(30)])
    for (const ms of [10, 40, 5, 50, 20, 30]) expect(store.request(requestAt(ms).id)?.time).toBe(FIRST + ms)
  })

  test('tell the newest id, also where a long request ends after a newer one', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    expect(store.lastRequestId()).toBe(0)
    store.commit(null, [requestAt(MINUTE)])
    store.commit(null, [requestAt(0)])
    expect(openPoolStore(file.open()).lastRequestId()).toBe(requestAt(MINUTE).id)
  })
})

describe("a pool's requests come newest first", () => {
  test('where they were committed in another order, across minutes', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = [3 * MINUTE, 10, 61_000, 20, MINUTE - 1, MINUTE, 2 * MINUTE + 7].map((ms) => requestAt(ms))
    store.commit(null, rows.slice(0, 3))
    store.commit(null, rows.slice(3, 5))
    store.commit(null, rows.slice(5))
    expect(idsByPage(store, 500)).toEqual(newestFirst(rows))
  })

  test('where a long request ends late, among newer ones', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const long = requestAt(30_000, { durationMs: 10 * MINUTE })
    const short = [29_000, 31_000, 2 * MINUTE, 10 * MINUTE].map((ms) => requestAt(ms))
    for (const row of short) store.commit(null, [row])
    store.commit(null, [requestAt(10 * MINUTE + 1), long])
    expect(idsByPage(store, 1)).toEqual(newestFirst([...short, long, requestAt(10 * MINUTE + 1)]))
  })

  test('where more end in one moment than a batch takes', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 1_234 }, (_, index) => requestAt(Math.floor(index / 16), {}, index % 16))
    store.commit(null, rows.toReversed())
    expect(idsByPage(store, 500)).toEqual(newestFirst(rows))
    expect(idsByPage(store, 499)).toEqual(newestFirst(rows))
  })

  test('without doubles and without a gap, though more end between two pages', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = [10, 20, 30, 40].map((ms) => requestAt(ms))
    store.commit(null, rows)
    const first = store.requests({}, { limit: 2, cursor: null })
    store.commit(null, [requestAt(50), requestAt(35), requestAt(15, { durationMs: MINUTE })])
    const second = store.requests({}, { limit: 10, cursor: first.next })
    expect([...first.items, ...second.items].map(({ time }) => time - FIRST)).toEqual([40, 30, 20, 15, 10])
  })
})

describe("a page of a pool's requests", () => {
  test('has no next where nothing is left, also where it is just full', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [requestAt(1), requestAt(2)])
    expect(store.requests({}, { limit: 2, cursor: null }).next).toBeNull()
    expect(store.requests({}, { limit: 1, cursor: null }).next).toBe(String(requestAt(2).id))
    expect(store.requests({}, { limit: 1, cursor: String(requestAt(1).id) })).toEqual({ items: [], next: null })
  })

  test('holds 1 to 500, whatever is asked', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(
      null,
      Array.from({ length: 501 }, (_, index) => requestAt(index)),
    )
    const sizeOf = (limit: number): number => store.requests({}, { limit, cursor: null }).items.length
    expect([0, -5, 2.9, 501, 1e9].map(sizeOf)).toEqual([1, 1, 2, 500, 500])
  })

  test.each(['nonsense', '', '-1', '0', 'NaN', 'Infinity', '1e999', '9'.repeat(30), '{}', "1' or 1=1 --"])(
    'is the last and empty at the cursor %j',
    (cursor) => {
      using file = openObjectFile()
      const store = openPoolStore(file.open())
      store.commit(null, [requestAt(1)])
      expect(store.requests({}, { limit: 10, cursor })).toEqual({ items: [], next: null })
    },
  )

  test('goes on from a cursor that names no request of its own', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    store.commit(null, [requestAt(10), requestAt(30)])
    const ids = store.requests({}, { limit: 10, cursor: String(requestAt(20).id) }).items.map(({ id }) => id)
    expect(ids).toEqual([requestAt(10).id])
  })

  test('looks through 2,000 requests at most, and tells where to look on', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rare = requestAt(0, { model: 'rare' })
    const rows = Array.from({ length: 2_000 }, (_, index) => requestAt(1 + Math.floor(index / 16), {}, index % 16))
    store.commit(null, [rare, ...rows])
    const first = store.requests({ model: 'rare' }, MAX_PAGE)
    expect(first).toEqual({ items: [], next: String(requestAt(1).id) })
    expect(store.requests({ model: 'rare' }, { limit: 1, cursor: first.next }).items).toEqual([rare])
  })
})

describe("a pool's requests are forgotten", () => {
  const now = FIRST + 8 * DAY

  test('when they are older than so many days, and not before', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = [0, DAY - 1, DAY, 5 * DAY].map((ms) => requestAt(ms))
    for (const row of rows) store.commit(null, [row])
    store.trim(now, 7)
    expect(idsByPage(store, 500)).toEqual(newestFirst(rows.slice(2)))
  })

  test('with the whole of their batch: one that is young enough keeps the others for up to a minute', () => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = [DAY - 1, DAY - 60_000, DAY + 1].map((ms) => requestAt(ms))
    store.commit(null, rows)
    store.trim(now, 7)
    expect(idsByPage(store, 500)).toEqual([requestAt(DAY + 1).id])
    const late = [DAY + 2 * MINUTE, DAY + 3 * MINUTE - 1].map((ms) => requestAt(ms))
    store.commit(null, late)
    store.trim(now + 2 * MINUTE + 1, 7)
    expect(idsByPage(store, 500)).toEqual(newestFirst(late))
  })

  test('oldest first, 200 batches at a time, where the object holds too much', () => {
    using file = openObjectFile()
    const database = file.open()
    const store = openPoolStore({ ...database, size: () => 1024 ** 3 })
    const rows = Array.from({ length: 203 }, (_, index) => requestAt(index))
    for (const row of rows) store.commit(null, [row])
    store.trim(FIRST, 7)
    expect(idsByPage(store, 500)).toEqual(newestFirst(rows.slice(200)))
    expect(database.size()).toBeLessThan(1024 ** 2)
  })
})

test('requests with long names, as callers choose them, do not keep everything after them off the disk', () => {
  using file = openObjectFile()
  const store = openPoolStore(file.open())
  const rows = Array.from({ length: 50 }, (_, index) => requestAt(index, { model: 'm'.repeat(60_000) }))
  store.commit(null, rows)
  expect(store.requests({}, { limit: 500, cursor: null }).items).toHaveLength(50)
})
