import { describe, expect, test } from 'vitest'
import { exampleRow } from '../../test/contracts/example-row.ts'
import { RowFollowers } from './row-follower.ts'

const rowsOf = (from: number, count: number) => Array.from({ length: count }, (_, index) => exampleRow(from + index))

describe('one that follows', () => {
  test('is told of what has ended since it was asked last, from its beginning on', () => {
    const followers = new RowFollowers()
    followers.add(rowsOf(1, 2))
    const follower = followers.begin()
    followers.add(rowsOf(3, 2))
    expect(follower.take().rows.map(({ id }) => id)).toEqual([3, 4])
    expect(follower.take()).toEqual({ rows: [], missed: 0 })
    followers.end(follower)
    followers.add(rowsOf(5, 1))
    expect(follower.take().rows).toEqual([])
  })

  test('misses what is too much, and hears how much that was', () => {
    const followers = new RowFollowers()
    const follower = followers.begin()
    followers.add(rowsOf(1, 9_999))
    followers.add(rowsOf(10_000, 3))
    followers.add(rowsOf(10_003, 4))
    const { rows, missed } = follower.take()
    expect([rows.length, rows.at(-1)?.id, missed]).toEqual([10_000, 10_000, 6])
    expect(follower.take()).toEqual({ rows: [], missed: 0 })
  })
})
