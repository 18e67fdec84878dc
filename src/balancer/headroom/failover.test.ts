import { expect, it } from 'vitest'
import { coolUntil, createTestPool, FAILURE, idOf, MINUTE, SUCCESS } from '../board-fixture.ts'
import type { TestPool } from '../board-fixture.ts'

const ASK = { conversation: 'one', size: { bytes: 1_000, maxOutput: null, signed: false } }

/** A conversation that began on `a`. */
function createKnownPool(): TestPool {
  const pool = createTestPool(['a', 'b', 'c'], { strategy: 'headroom' })
  expect(pool.call(SUCCESS, ASK)).toBe('a')
  return pool
}

it('a conversation whose account cools goes to the one that answers in its place, and stays there', () => {
  const pool = createKnownPool()
  const refused = pool.take(ASK)
  pool.settle(refused, coolUntil(pool.now() + MINUTE))
  const failover = pool.take({ ...ASK, tried: [idOf('a')] })
  pool.settle(failover, SUCCESS)
  expect([refused.account.name, failover.account.name]).toEqual(['a', 'b'])
  pool.advance(MINUTE)
  expect(pool.calls(3, ASK)).toEqual(['b', 'b', 'b'])
})

it('it stays where only this call failed, or where no other account answered either', () => {
  const pool = createKnownPool()
  for (const how of [FAILURE, coolUntil(null)]) {
    const first = pool.take(ASK)
    pool.settle(first, how)
    const second = pool.take({ ...ASK, tried: [idOf('a')] })
    pool.settle(second, how)
    pool.board.withdraw([second.ticket, first.ticket], pool.now())
    expect(pool.take({ ...ASK, tried: [idOf('a'), second.account.id] }).account.name).not.toBe('a')
    expect(pool.call(SUCCESS, ASK)).toBe('a')
  }
})
