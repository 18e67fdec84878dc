import { describe, expect, it } from 'vitest'
import type { LimitTold } from '../../model/limit.ts'
import { NO_USAGE } from '../../model/usage.ts'
import type { TestPool } from '../board-fixture.ts'
import { coolUntil, createTestPool, idOf, MINUTE, SUCCESS } from '../board-fixture.ts'
import type { Ask } from '../choice.ts'

const INPUT: LimitTold = {
  name: 'input-tokens',
  meter: 'input',
  scope: { kind: 'account' },
  kind: 'refill',
  windowMs: MINUTE,
  capacity: 100_000,
  left: 100_000,
  grain: 1,
  countsCached: false,
  resetsAt: null,
  refused: false,
}

/** A pool in which the conversation `one` has had its first call, on `a`. */
function begun(): TestPool {
  const pool = createTestPool(['a', 'b'], { strategy: 'headroom' })
  call(pool, { ...TURN, size: sized(20_000) })
  return pool
}

const sized = (bytes: number): Ask['size'] => ({ bytes, maxOutput: 100, signed: false })
const TURN = { conversation: 'one', size: sized(24_000) }

function call(pool: TestPool, ask: Partial<Ask>): string {
  const chosen = pool.take(ask)
  const usage = { ...NO_USAGE, input: 10, cacheRead: 0, cacheWrite5m: (ask.size?.bytes ?? 0) / 4, output: 50 }
  pool.board.answered(chosen.ticket, pool.now())
  pool.board.used(chosen.ticket, usage, pool.now())
  pool.settle(chosen, SUCCESS)
  return `${chosen.account.name} ${chosen.reason}`
}

/** The vendor of one account tells what is left of it. */
function tell(pool: TestPool, name: string, left: number): void {
  const tried = ['a', 'b'].map(idOf).filter((id) => id !== idOf(name))
  const chosen = pool.take({ tried })
  pool.board.told(chosen.ticket, { group: null, limits: [{ ...INPUT, left }] }, pool.now())
  pool.settle(chosen, SUCCESS)
}

describe('why an account won', () => {
  it('has the most room, where a conversation begins', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'headroom' })
    tell(pool, 'a', 50_000)
    tell(pool, 'b', 90_000)
    expect(call(pool, TURN)).toBe('b headroom: most room')
  })

  it('has its conversation cached', () => {
    expect(call(begun(), TURN)).toBe('a headroom: cached here')
  })

  it('has another conversation of its session', () => {
    expect(call(begun(), { ...TURN, size: sized(2_000) })).toBe('a headroom: beside its session')
  })

  it('is where its conversation moved to, whose account has no room', () => {
    const pool = begun()
    tell(pool, 'a', -90_000)
    tell(pool, 'b', 100_000)
    expect(call(pool, TURN)).toBe('b headroom: moved, its account has no room')
    expect(call(pool, { ...TURN, size: sized(26_000) })).toBe('b headroom: cached here')
  })

  it('is where its conversation moved to, whose account cools', () => {
    const pool = begun()
    pool.settle(pool.take(TURN), coolUntil(pool.now() + MINUTE))
    expect(call(pool, TURN)).toBe('b headroom: moved, its account cannot be asked')
  })

  it('is where it waited for room', () => {
    const pool = begun()
    tell(pool, 'a', 3_000)
    tell(pool, 'b', 3_000)
    const wait = pool.choose(TURN)
    if (wait.kind !== 'wait') expect.fail('there is room soon')
    expect(wait.seen).toMatchObject([{ account: 'a', limit: 'input-tokens' }])
    const heldSince = pool.now()
    pool.advance(wait.until - pool.now())
    expect(call(pool, { ...TURN, waiting: wait.place, heldSince })).toBe('a headroom: waited')
  })

  it('is the next one after a refusal, whatever its room', () => {
    const pool = begun()
    expect(call(pool, { ...TURN, tried: [idOf('a')] })).toBe('b failover')
  })
})
