import { describe, expect, it } from 'vitest'
import type { SessionRecord } from '../model/session.ts'
import { createSessionBook } from './session-book.ts'

const NOW = 1_800_000_000_000
const HOUR = 3_600_000

function sessionOf(hash: string, usedAt = NOW): SessionRecord {
  return { hash, keyId: 'key_1', keyHash: 'hash of key_1', createdAt: NOW, usedAt }
}

describe('a session', () => {
  it('is found by its hash, and by no part of it', () => {
    const book = createSessionBook([sessionOf('abcdef')])
    expect(book.find('abcdef', NOW)).toEqual(sessionOf('abcdef'))
    for (const hash of ['', 'abcde', 'abcdefg', 'ABCDEF']) expect(book.find(hash, NOW)).toBeNull()
  })

  it('ends 12 hours after its last use, to the millisecond', () => {
    const book = createSessionBook([sessionOf('a')])
    expect(book.find('a', NOW + 12 * HOUR - 1)).not.toBeNull()
    expect(book.find('a', NOW + 12 * HOUR)).toBeNull()
    expect(book.find('a', NOW)).toBeNull()
  })

  it('goes on with its use', () => {
    const book = createSessionBook([])
    book.add(sessionOf('a'))
    book.touch('a', NOW + 11 * HOUR)
    expect(book.find('a', NOW + 22 * HOUR)).toEqual(sessionOf('a', NOW + 11 * HOUR))
    book.touch('a', NOW)
    expect(book.find('a', NOW + 22 * HOUR)).not.toBeNull()
  })

  it('is gone once it is removed, and use does not bring it back', () => {
    const book = createSessionBook([sessionOf('a')])
    book.remove('a')
    book.touch('a', NOW + 1)
    expect(book.find('a', NOW + 1)).toBeNull()
  })

  it('is one of a thousand at most: the one unused the longest makes room', () => {
    const book = createSessionBook([])
    for (let n = 0; n < 1_000; n += 1) book.add(sessionOf(`s${n}`, NOW + n))
    book.touch('s0', NOW + 2_000)
    book.add(sessionOf('new', NOW + 3_000))
    expect([book.find('s0', NOW) === null, book.find('s1', NOW) === null, book.find('s2', NOW) === null]).toEqual([
      false,
      true,
      false,
    ])
    expect(book.find('new', NOW)).not.toBeNull()
  })
})
