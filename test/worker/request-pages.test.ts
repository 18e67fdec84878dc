import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StoredRequest } from '../../src/model/ledger-queries.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import { openObjectFile } from './object-database.ts'
import { idsByPage, newestFirst, requestAt } from './stored-requests.ts'

const MINUTE = 60_000
const MODELS = ['claude-x', 'gpt-5'] as const

/** Begun within five minutes, each with how long it takes: it is committed when it ends. */
const request = fc.record({
  ms: fc.integer({ min: 0, max: 5 * MINUTE }),
  nth: fc.integer({ min: 0, max: 2 }),
  durationMs: fc.oneof({ weight: 4, arbitrary: fc.nat(2_000) }, fc.nat(4 * MINUTE)),
  model: fc.constantFrom(...MODELS),
})

const history = fc.record({
  requests: fc.uniqueArray(request, { maxLength: 60, selector: ({ ms, nth }) => ms * 3 + nth }),
  /** How many are committed together, in turn. */
  batches: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  limit: fc.integer({ min: 1, max: 7 }),
})

test('pages of any size hold every request once, newest first, however they were committed', () => {
  using file = openObjectFile()
  const database = file.open()
  const store = openPoolStore(database)
  const property = fc.property(history, ({ requests, batches, limit }) => {
    database.exec('delete from batches')
    const rows = requests.map(({ ms, nth, durationMs, model }) => requestAt(ms, { durationMs, model }, nth))
    for (const batch of inBatches(rows, batches)) store.commit(null, batch)
    expect(idsByPage(store, limit)).toEqual(newestFirst(rows))
    const [model] = MODELS
    expect(idsByPage(store, limit, { model })).toEqual(newestFirst(rows.filter((row) => row.model === model)))
    for (const row of rows) expect(store.request(row.id)).toEqual(row)
  })
  fc.assert(property, { numRuns: 1_000 })
})

test.each([1, 2, 3, 4, 5, 6, 7])(
  'pages of %i hold 60 requests of 20 minutes, of which every third takes long',
  (limit) => {
    using file = openObjectFile()
    const store = openPoolStore(file.open())
    const rows = Array.from({ length: 60 }, (_, index) =>
      requestAt(index * 20_000, { durationMs: index % 3 === 0 ? 7 * MINUTE : 400 }),
    )
    for (const batch of inBatches(rows, [1, 4, 2, 7])) store.commit(null, batch)
    expect(idsByPage(store, limit)).toEqual(newestFirst(rows))
  },
)

/** In the order in which they end, so many at a time. */
function inBatches(rows: readonly StoredRequest[], sizes: readonly number[]): StoredRequest[][] {
  const ended = rows.toSorted((a, b) => a.time + a.durationMs - (b.time + b.durationMs))
  const batches: StoredRequest[][] = []
  for (let at = 0; at < ended.length; at += batches.at(-1)?.length ?? 1) {
    const size = sizes[batches.length % sizes.length] ?? 1
    batches.push(ended.slice(at, at + size))
  }
  return batches
}
