import { describe, expect, it } from 'vitest'
import { accountNamed, createTestPool, idOf, SUCCESS } from './board-fixture.ts'
import type { TestPool } from './board-fixture.ts'
import type { Weather } from './storm.ts'

/** One attempt on this account that is answered 529. */
function overload(pool: TestPool, name: string): Weather {
  const others = pool.board.accounts().map(({ id }) => id)
  const { ticket } = pool.take({ tried: others.filter((id) => id !== idOf(name)) })
  return pool.board.settle(ticket, { kind: 'overloaded' }, pool.now())
}

const each = (pool: TestPool, names: string): Weather[] => names.split('').map((name) => overload(pool, name))

describe('a storm', () => {
  it('is on once 3 accounts were overloaded within 5 s; the one that finds it may go on', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(each(pool, 'abc')).toEqual(['calm', 'calm', 'calm'])
    expect(each(pool, 'da')).toEqual(['storm', 'storm'])
  })

  it('is none where 2 accounts say so again and again', () => {
    const pool = createTestPool(['a', 'b'])
    expect(new Set(each(pool, 'abababab'))).toEqual(new Set(['calm']))
  })

  it('takes half of the accounts that can be asked', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
    expect(each(pool, 'abca')).toEqual(['calm', 'calm', 'calm', 'calm'])
    pool.board.pause(idOf('g'), 'test', pool.now())
    expect(each(pool, 'ab')).toEqual(['calm', 'storm'])
  })

  it('is of one protocol', () => {
    const strangers = ['x', 'y', 'z', 'w'].map((name) => accountNamed(name, { protocol: 'openai' }))
    const pool = createTestPool(['a', 'b', 'c', ...strangers])
    expect(each(pool, 'abca')).toEqual(['calm', 'calm', 'calm', 'storm'])
    const { ticket } = pool.take({ protocol: 'openai' })
    expect(pool.board.settle(ticket, SUCCESS, pool.now())).toBe('calm')
    expect(each(pool, 'a')).toEqual(['storm'])
  })

  it('is none where they come one by one', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    for (let round = 0; round < 4; round++) {
      for (const name of ['a', 'b', 'c']) {
        expect(overload(pool, name)).toBe('calm')
        pool.advance(2_501)
      }
    }
  })

  it('goes on as long as 529s from all over bear it out, and 5 s longer', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    each(pool, 'abc')
    for (let round = 0; round < 10; round++) {
      pool.advance(1_500)
      expect(overload(pool, 'abc'.charAt(round % 3))).toBe('storm')
    }
    pool.advance(5_000)
    expect(overload(pool, 'a')).toBe('calm')
  })

  it('lets a call look further from time to time where one account takes all the traffic', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd', 'e'])
    each(pool, 'abc')
    const weathers: Weather[] = []
    for (let second = 0; second < 12; second++) {
      pool.advance(1_000)
      weathers.push(overload(pool, 'a'))
    }
    expect(weathers.slice(0, 5)).toEqual(['storm', 'storm', 'storm', 'storm', 'storm'])
    expect(weathers.slice(-3)).toContain('calm')
  })

  it('ends with any success', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    each(pool, 'abc')
    const answering = pool.take()
    expect(overload(pool, 'a')).toBe('storm')
    pool.board.answered(answering.ticket, pool.now())
    expect(each(pool, 'abca')).toEqual(['calm', 'calm', 'calm', 'storm'])
  })
})
