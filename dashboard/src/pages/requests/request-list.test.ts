import { expect, test } from 'vitest'
import { arrive, beginList, extendList, holdBack, MOST_HELD, release, renewList, toRoom } from './request-list.ts'
import type { RequestList } from './request-list.ts'
import { requestOf } from './request-fixture.ts'

const at = (time: number) => requestOf({ id: `req_${String(time).padStart(6, '0')}`, time })
const page = (times: readonly number[], next: string | null = null) => ({
  items: times.map(at),
  next,
  lookedBackTo: next === null ? null : (times.at(-1) ?? 0),
  unreachable: [],
})
const timesOf = (list: RequestList) => list.entries.map(({ row }) => row.time)

test('what came in stands where it began, whatever ended first', () => {
  const list = arrive(beginList(page([30, 20, 10]), 3), { items: [at(25), at(40)], skipped: 0 }, 9)
  expect(timesOf(list)).toEqual([40, 30, 25, 20, 10])
  expect(list.entries.map(({ came }) => came)).toEqual(['live', 'fetched', 'live', 'fetched', 'fetched'])
})

test('a request that is told twice is there once', () => {
  const list = arrive(beginList(page([30]), 1), { items: [at(30)], skipped: 0 }, 9)
  expect(timesOf(list)).toEqual([30])
})

test('while the list stands still what comes in waits, and comes in at once when it goes on', () => {
  const held = holdBack(holdBack(beginList(page([10]), 1), { items: [at(20)], skipped: 0 }), {
    items: [at(30)],
    skipped: 2,
  })
  expect([timesOf(held), held.waiting.length, held.skipped]).toEqual([[10], 2, 2])
  expect(timesOf(release(held, 9))).toEqual([30, 20, 10])
})

test('so many are kept; what was let go of is fetched again from there', () => {
  const many = Array.from({ length: 61 }, (_, index) => at(index + 1))
  const list = arrive(beginList(page([]), 1), { items: many, skipped: 0 }, 60)
  expect(list.entries).toHaveLength(60)
  expect(list.older).toEqual({ kind: 'until', until: 3 })
  expect(release({ ...list, entries: [], waiting: list.entries.map(({ row }) => row) }, 50).entries).toHaveLength(50)
})

test('so many wait while the list stands still; more are counted', () => {
  const many = Array.from({ length: MOST_HELD + 1 }, (_, index) => at(index + 1))
  const held = holdBack(beginList(page([]), 1), { items: many, skipped: 0 })
  expect([held.waiting.length, held.skipped]).toEqual([MOST_HELD, 1])
})

test('a page that was fetched stays whole until a request comes in', () => {
  const list = beginList(page(Array.from({ length: 61 }, (_, index) => 61 - index)), 61)
  expect(arrive(list, { items: [], skipped: 0 }, 50).entries).toHaveLength(61)
  expect(arrive(list, { items: [at(70)], skipped: 0 }, 50).entries).toHaveLength(50)
})

test('as many rows are kept as fill the window twice, and never so few that a small window sees their end', () => {
  expect([toRoom(600), toRoom(1_600), toRoom(10_000)]).toEqual([50, 100, MOST_HELD])
})

test('an older page goes below, and the list knows how far back it has looked', () => {
  const list = extendList(beginList(page([30, 20], '20'), 2), page([10], '5'), 2)
  expect(timesOf(list)).toEqual([30, 20, 10])
  expect(list.older).toEqual({ kind: 'cursor', cursor: '5', lookedBackTo: 10, isShort: true })
  expect(extendList(list, page([]), 2).older).toEqual({ kind: 'end' })
})

test('after a lost connection the newest page is laid over the list where they meet, and replaces it where they do not', () => {
  const list = beginList(page([30, 20, 10]), 3)
  expect(timesOf(renewList(list, page([50, 40, 30], '30'), 3))).toEqual([50, 40, 30, 20, 10])
  expect(timesOf(renewList(list, page([70, 60, 50], '50'), 3))).toEqual([70, 60, 50])
})
