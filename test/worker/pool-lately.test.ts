import { describe, expect, test } from 'vitest'
import { PoolLately } from '../../src/runtimes/worker/pool-lately.ts'
import { exampleRow } from '../contracts/example-row.ts'

const NOW = 1_800_000_000_000

function latelyWith(count: number, began = NOW): PoolLately {
  const lately = new PoolLately(began)
  for (let id = 1; id <= count; id += 1) lately.add({ ...exampleRow(id), cost: null }, began)
  return lately
}

describe('what has ended in a pool', () => {
  test('is told from a mark on, and the first mark is where it stands', () => {
    const lately = latelyWith(3)
    const { mark, rows } = lately.since(null, {})
    expect(rows).toEqual([])
    lately.add({ ...exampleRow(4), cost: 0.5 }, NOW)
    expect(lately.since(mark, {})).toMatchObject({ rows: [{ id: 4, cost: 0.5 }], missed: 0 })
    expect(lately.since(lately.since(mark, {}).mark, {}).rows).toEqual([])
  })

  test('beyond the newest 200 is only counted', () => {
    const lately = latelyWith(0)
    const { mark } = lately.since(null, {})
    for (let id = 1; id <= 250; id += 1) lately.add({ ...exampleRow(id), cost: null }, NOW)
    const told = lately.since(mark, {})
    expect([told.rows.length, told.rows[0]?.id, told.missed]).toEqual([200, 51, 50])
  })

  test('and matches is told, and counted where it is more than is told at a time', () => {
    const lately = latelyWith(0)
    const { mark } = lately.since(null, {})
    for (let id = 1; id <= 450; id += 1)
      lately.add({ ...exampleRow(id, { status: id % 2 === 0 ? 503 : 200 }), cost: null }, NOW)
    const told = lately.since(mark, { status: 503 })
    expect([told.rows.length, told.rows.every(({ status }) => status === 503), told.missed]).toEqual([200, true, 25])
    expect(lately.since(mark, { model: 'nobody asked for it' })).toMatchObject({ rows: [], missed: 0 })
  })

  test('so long ago that it is no longer kept counts, whether or not it matched', () => {
    const lately = latelyWith(0)
    const { mark } = lately.since(null, {})
    for (let id = 1; id <= 510; id += 1) lately.add({ ...exampleRow(id), cost: null }, NOW)
    expect(lately.since(mark, { model: 'nobody asked for it' })).toMatchObject({ rows: [], missed: 10 })
  })

  test('by a mark of an object that was here before is all that there is, and no guess at more', () => {
    const { mark } = latelyWith(5).since(null, {})
    const told = latelyWith(2, NOW + 60_000).since(mark, {})
    expect([told.rows.length, told.missed]).toEqual([2, 0])
  })

  test('by a mark that is ahead is nothing', () => {
    const { mark } = latelyWith(5, NOW + 60_000).since(null, {})
    expect(latelyWith(2).since(mark, {})).toMatchObject({ rows: [], missed: 0 })
  })
})
