import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleAttempt, exampleRow } from '../../test/contracts/example-row.ts'
import type { RequestRow } from '../model/ledger.ts'
import { toSpread } from '../model/histogram.ts'
import { LiveBook } from './live-book.ts'
import { mergeLive } from './live-snapshot.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** What a book tells that has counted for a minute, and then these. */
function tell(rows: readonly RequestRow[], now: number) {
  const book = new LiveBook()
  book.read(now - MINUTE)
  book.add(rows, now)
  return book.read(now)
}

describe('what has ended lately', () => {
  test('counts for a minute, and by steps for ten', () => {
    const book = new LiveBook()
    book.add([exampleRow(1), exampleRow(2, { end: 'failed', status: 503 })], NOW)
    book.add([exampleRow(3, { end: 'gone' })], NOW + 30_000)
    expect(book.read(NOW + 30_000)).toMatchObject({ requests: 3, ok: 1, gone: 1, input: 3_000, output: 600 })
    expect(book.read(NOW + MINUTE - 1)).toMatchObject({ requests: 3 })
    const later = book.read(NOW + MINUTE + 1_000)
    expect(later).toMatchObject({ requests: 1, gone: 1, windowMs: 59_000 })
    expect(later.recent.filter(({ requests }) => requests > 0)).toEqual([
      { at: NOW, requests: 2, failed: 1, outputTokens: 400 },
      { at: NOW + 30_000, requests: 1, failed: 0, outputTokens: 200 },
    ])
    expect(later.recent.at(-1)?.at).toBe(NOW + MINUTE)
  })

  test('is nothing after an hour in which nothing happens', () => {
    const book = new LiveBook()
    book.add([exampleRow(1)], NOW)
    const later = book.read(NOW + 3_600_000)
    expect([later.requests, later.pools.size, later.accounts.size, later.durations]).toEqual([0, 0, 0, []])
    expect(later.recent.map(({ at }) => at)).toEqual(
      Array.from({ length: 60 }, (_, index) => NOW + 3_600_000 - (59 - index) * 10_000),
    )
    expect(later.recent.every(({ requests }) => requests === 0)).toBe(true)
  })

  test('looks back no further than it has counted', () => {
    const book = new LiveBook()
    expect(book.read(NOW + 400).windowMs).toBe(0)
    expect(book.read(NOW + 2_400).windowMs).toBe(2_000)
    expect(book.read(NOW + MINUTE + 999).windowMs).toBe(59_999)
  })

  test('keeps its age when the clock jumps back, and its steps go by the new clock', () => {
    const book = new LiveBook()
    book.add([exampleRow(1)], NOW)
    book.add([exampleRow(2)], NOW + 20_000)
    const back = NOW - 3_600_000
    expect(book.read(back).requests).toBe(2)
    expect(
      book
        .read(back)
        .recent.filter(({ requests }) => requests > 0)
        .map(({ at }) => at),
    ).toEqual([back - 20_000, back])
    expect(book.read(back + 39_999).requests).toBe(2)
    expect(book.read(back + 40_000).requests).toBe(1)
    expect(book.read(back + MINUTE).requests).toBe(0)
  })

  test('a long stream counts when it ends', () => {
    const book = new LiveBook()
    book.add([exampleRow(1, { time: NOW - 500_000, durationMs: 500_000 })], NOW)
    const told = book.read(NOW)
    expect(told.requests).toBe(1)
    expect(toSpread(told.durations, 0).p50).toBeGreaterThan(300_000)
  })

  test('tells attempts by account, and requests by pool', () => {
    const book = new LiveBook()
    const attempts = [exampleAttempt({ accountId: 'bbbb', status: 429 }), exampleAttempt()]
    book.add([exampleRow(1, { attempts }), exampleRow(2, { pool: 'accounts', attempts: [] })], NOW)
    const { accounts, pools } = book.read(NOW)
    expect([...accounts]).toEqual([
      ['bbbb', 1],
      ['aaaa', 1],
    ])
    expect([...pools]).toEqual([
      ['lb', 1],
      ['accounts', 1],
    ])
  })

  test('agrees with counting every row anew, whatever the clock does', () => {
    const step = fc.record({
      // Mostly a little on, sometimes far, sometimes back.
      ms: fc.oneof(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: -90_000, max: 200_000 })),
      rows: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const book = new LiveBook()
        let now = NOW
        /** Of each row how many seconds have begun since. */
        let ages: number[] = []
        for (const { ms, rows } of steps) {
          const begun = Math.max(0, Math.floor((now + ms) / 1_000) - Math.floor(now / 1_000))
          ages = ages.map((age) => age + begun)
          now += ms
          book.add(
            Array.from({ length: rows }, (_, id) => exampleRow(id)),
            now,
          )
          ages.push(...Array.from({ length: rows }, () => 0))
          const told = book.read(now)
          const young = ages.filter((age) => age < 60).length
          expect([told.requests, sumOf(told.durations), sumOf([...told.pools.values()])]).toEqual([young, young, young])
          expect(told.recent).toHaveLength(60)
          expect(told.recent.at(-1)?.at).toBe(Math.floor(now / 10_000) * 10_000)
          expect(told.windowMs).toBeLessThanOrEqual(MINUTE)
        }
      }),
    )
  })
})

describe('what several books tell', () => {
  test('is the sum, as if one had told it', () => {
    const [first, second] = [[exampleRow(1)], [exampleRow(2, { end: 'cut', pool: 'accounts', durationMs: 9 })]]
    const merged = mergeLive([tell(first, NOW), tell(second, NOW)], NOW)
    expect(merged).toEqual(tell([...first, ...second], NOW))
  })

  test('of clocks that differ by a step, each step is its own', () => {
    const merged = mergeLive([tell([exampleRow(1)], NOW), tell([exampleRow(2)], NOW + 10_000)], NOW)
    expect(merged.recent.slice(-2).map(({ at, requests }) => [at, requests])).toEqual([
      [NOW, 1],
      [NOW + 10_000, 1],
    ])
  })

  test('of none is nothing', () => {
    const none = mergeLive([], NOW + 3)
    expect(none).toMatchObject({ requests: 0, windowMs: 0, durations: [] })
    expect(none.recent.at(-1)).toEqual({ at: NOW, requests: 0, failed: 0, outputTokens: 0 })
  })
})
