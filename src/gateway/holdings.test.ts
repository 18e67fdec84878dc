import { describe, expect, test } from 'vitest'
import type { AccountId } from '../model/account.ts'
import { Holdings } from './holdings.ts'

const DAY = 86_400_000
const A = 'id-a' as AccountId
const B = 'id-b' as AccountId

describe('what accounts hold', () => {
  test('is known by pool and id, and the account that was named last counts', () => {
    const book = new Holdings()
    book.hold('lb', 'file-1', { account: A, now: 1 })
    book.hold('accounts', 'file-1', { account: B, now: 2 })
    expect([book.find('lb', 'file-1', 3), book.find('accounts', 'file-1', 3)]).toEqual([A, B])
    book.hold('lb', 'file-1', { account: B, now: 4 })
    expect(book.find('lb', 'file-1', 5)).toBe(B)
    expect(book.find('lb', 'file-2', 5)).toBeNull()
  })

  test('is bounded: the one unused the longest goes, also from the disk', () => {
    const book = new Holdings(2)
    book.hold('lb', 'a', { account: A, now: 1 })
    book.hold('lb', 'b', { account: A, now: 2 })
    book.drain()
    book.find('lb', 'a', 3)
    book.hold('lb', 'c', { account: A, now: 4 })
    expect([book.size, book.find('lb', 'b', 5), book.find('lb', 'a', 5)]).toEqual([2, null, A])
    expect(book.drain()).toEqual([
      { pool: 'lb', resource: 'b', account: null, at: 0 },
      { pool: 'lb', resource: 'c', account: A, at: 4 },
    ])
  })

  test('is drained as it changes: a use once a day, and what is known already not at all', () => {
    const book = new Holdings()
    expect(book.drain()).toBeNull()
    book.hold('lb', 'a', { account: A, now: 1 })
    expect(book.drain()).toEqual([{ pool: 'lb', resource: 'a', account: A, at: 1 }])
    book.hold('lb', 'a', { account: A, now: 2 })
    book.find('lb', 'a', DAY)
    expect(book.drain()).toBeNull()
    book.find('lb', 'a', DAY + 1)
    expect(book.drain()).toEqual([{ pool: 'lb', resource: 'a', account: A, at: DAY + 1 }])
  })

  test('comes back as it was, the newest of it where there is too much', () => {
    const book = new Holdings(2)
    book.restore(['a', 'b', 'c'].map((resource, at) => ({ pool: 'lb', resource, account: A, at })))
    expect(['a', 'b', 'c'].map((resource) => book.find('lb', resource, 9))).toEqual([null, A, A])
  })
})
