import { describe, expect, it } from 'vitest'
import { NO_CAPS } from '../model/account.ts'
import type { TestPool } from './board-fixture.ts'
import {
  accountNamed,
  coolUntil,
  createTestPool,
  FAILURE,
  HOUR,
  idOf,
  MINUTE,
  nameOf,
  SUCCESS,
} from './board-fixture.ts'
import { toldAll } from './headroom/limit-fixture.ts'

const ALL = ['a', 'b'].map((name) => accountNamed(name))

/** `a` is taken out of the pool, and added again after so long. */
function leaveAndReturn(pool: TestPool, ms: number, accounts = ALL): void {
  pool.board.setAccounts(
    accounts.filter(({ name }) => name !== 'a'),
    pool.now(),
  )
  pool.advance(ms)
  pool.board.setAccounts(accounts, pool.now())
}

const seen = (pool: TestPool) => pool.board.view(pool.now()).accounts.find(({ name }) => name === 'a')

describe('an account that is removed and added again', () => {
  it('has its conversations', () => {
    const pool = createTestPool(ALL, { strategy: 'headroom' })
    const ask = { conversation: 'one', size: { bytes: 4_000, maxOutput: 100, signed: false } }
    expect(pool.call(SUCCESS, ask)).toBe('a')
    leaveAndReturn(pool, 1_000)
    expect(seen(pool)?.conversations).toBe(1)
    expect(pool.calls(3, ask)).toEqual(['a', 'a', 'a'])
    pool.advance(5 * MINUTE)
    expect(seen(pool)?.conversations).toBe(0)
  })

  it('has its calls under way, and no more than its operator allows', () => {
    const accounts = [accountNamed('a', { caps: { ...NO_CAPS, maxInFlight: 1 } })]
    const pool = createTestPool(accounts)
    const underWay = pool.take()
    leaveAndReturn(pool, 1_000, accounts)
    expect(seen(pool)?.inFlight).toBe(1)
    expect(nameOf(pool.choose())).toBe('nobody: full')
    pool.settle(underWay, SUCCESS)
    expect(pool.call()).toBe('a')
  })

  it('has what was known of its limits, less what calls under way will take', () => {
    const pool = createTestPool(ALL, { strategy: 'headroom' })
    const limit = { name: 'output-tokens', meter: 'output', windowMs: HOUR, capacity: 36_000, left: 9_000 } as const
    const first = pool.take({ tried: [idOf('b')] })
    pool.board.told(first.ticket, toldAll([limit], 'org-1'), pool.now())
    pool.settle(first, SUCCESS)
    const underWay = pool.take({ tried: [idOf('b')] })
    const reserved = seen(pool)?.limits[0]?.reserved ?? 0
    expect(reserved).toBeGreaterThan(0)
    leaveAndReturn(pool, 0)
    expect(seen(pool)?.group).toBe('org-1')
    expect(seen(pool)?.limits[0]?.left).toBeCloseTo(9_000 - reserved, -1)
    pool.settle(underWay, SUCCESS)
    expect(seen(pool)).toMatchObject({ inFlight: 0, limits: [{ reserved: 0 }] })
  })

  it('is back from a limit that ended meanwhile, and not from one that did not', () => {
    const pool = createTestPool(ALL)
    pool.callOn('a', coolUntil(pool.now() + MINUTE))
    leaveAndReturn(pool, MINUTE - 1)
    expect(seen(pool)?.state).toBe('cooling')
    expect(new Set(pool.calls(4))).toEqual(new Set(['b']))
    leaveAndReturn(pool, 1)
    expect(seen(pool)?.state).toBe('serving')
    expect(new Set(pool.calls(4))).toEqual(new Set(['a', 'b']))
  })

  it('is given more and more calls where its limit ended meanwhile, as one that was there', () => {
    const accounts = ALL.filter(({ name }) => name === 'a')
    const pool = createTestPool(accounts, { strategy: 'headroom' })
    pool.callOn('a', coolUntil(pool.now() + MINUTE))
    leaveAndReturn(pool, MINUTE, accounts)
    pool.take()
    expect(pool.choose().kind).toBe('wait')
  })

  it('does not come back from a limit by the answer to a call that was sent before it', () => {
    const pool = createTestPool(ALL)
    const early = pool.take({ tried: [idOf('b')] })
    pool.callOn('a', coolUntil(pool.now() + MINUTE))
    leaveAndReturn(pool, 1_000)
    pool.settle(early, SUCCESS)
    expect(seen(pool)?.state).toBe('cooling')
  })

  it('is probed again where its probe ended while it was gone', () => {
    const pool = createTestPool(ALL)
    for (let count = 0; count < 6; count++) pool.callOn('a', FAILURE)
    expect(seen(pool)?.state).toBe('disabled')
    pool.advance(30_000)
    const probe = pool.take({ tried: [idOf('b')] })
    expect(probe.reason).toBe('probe')
    pool.board.setAccounts(
      ALL.filter(({ name }) => name === 'b'),
      pool.now(),
    )
    pool.settle(probe, SUCCESS)
    pool.board.setAccounts(ALL, pool.now())
    expect(pool.take({ tried: [idOf('b')] }).reason).toBe('probe')
  })
})

it('of accounts that are gone a thousand are kept, and of those before them what is kept for a restart', () => {
  const pool = createTestPool(ALL)
  pool.board.pause(idOf('a'), 'by hand', pool.now())
  const others = Array.from({ length: 1_000 }, (_, index) => accountNamed(`key-${index}`))
  pool.board.setAccounts(others, pool.now())
  pool.board.setAccounts([], pool.now())
  pool.board.setAccounts(ALL, pool.now())
  expect(seen(pool)).toMatchObject({ state: 'paused' })
})
