import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../model/account.ts'
import type { LimitTold } from '../../model/limit.ts'
import type { TestPool } from '../board-fixture.ts'
import {
  accountNamed,
  coolUntil,
  CREDENTIAL,
  createTestPool,
  FAILURE,
  HOUR,
  idOf,
  MINUTE,
  nameOf,
  NOTHING,
  START,
  SUCCESS,
  UNREACHABLE,
} from '../board-fixture.ts'

const LENGTH = 5 * HOUR

function poolOf(...names: string[]): TestPool {
  return createTestPool(names, { strategy: 'session', sessionMs: LENGTH })
}

describe('session', () => {
  it('one account keeps the traffic for the length of the session, to the millisecond', () => {
    const pool = poolOf('a', 'b')
    expect(pool.calls(3)).toEqual(['a', 'a', 'a'])
    pool.advance(LENGTH - 1)
    expect(pool.call()).toBe('a')
    pool.advance(1)
    expect(pool.call()).toBe('b')
  })

  it('ends at exactly its age, whatever the length and the pace', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 40 }),
        (sessionMs, steps) => {
          const pool = createTestPool(['a', 'b', 'c'], { strategy: 'session', sessionMs })
          let holder = pool.call()
          let startedAt = pool.now()
          for (const step of steps) {
            pool.advance(step)
            const name = pool.call()
            if (pool.now() - startedAt < sessionMs) expect(name).toBe(holder)
            else startedAt = pool.now()
            holder = name
            expect(pool.board.view(pool.now()).accounts.find((one) => one.name === name)?.session).toEqual({
              startedAt,
              endsAt: startedAt + sessionMs,
            })
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('with none active, the lowest priority number starts one, then the one unused the longest', () => {
    const pool = createTestPool(
      [accountNamed('a', { priority: 5 }), accountNamed('b'), accountNamed('c'), accountNamed('d')],
      { strategy: 'session', sessionMs: LENGTH },
    )
    const holders: string[] = []
    for (let count = 0; count < 5; count++) {
      holders.push(pool.call())
      pool.advance(LENGTH)
    }
    expect(holders).toEqual(['b', 'c', 'd', 'b', 'c'])
    for (const name of ['b', 'c', 'd']) pool.board.pause(idOf(name), 'test', pool.now())
    expect(pool.call()).toBe('a')
  })

  it.each([
    ['cools', (pool: TestPool) => pool.call(coolUntil(pool.now() + MINUTE))],
    ['cools without a stated end', (pool: TestPool) => pool.call(coolUntil(null))],
    ['is refused its credential', (pool: TestPool) => pool.call(CREDENTIAL)],
    ['is paused', (pool: TestPool) => pool.board.pause(idOf('a'), 'test', pool.now())],
    ['is disabled by failures', (pool: TestPool) => Array.from({ length: 6 }, () => pool.call(FAILURE))],
  ])('an account that %s loses its session, and the successor keeps it after the recovery', (_, lose) => {
    const pool = poolOf('a', 'b', 'c')
    pool.call(NOTHING)
    lose(pool)
    expect(pool.call()).toBe('b')
    pool.board.resume(idOf('a'), pool.now())
    pool.board.reset(null, pool.now())
    pool.advance(HOUR)
    expect(pool.calls(3)).toEqual(['b', 'b', 'b'])
  })

  it('one failed request moves no session', () => {
    const pool = poolOf('a', 'b')
    const first = pool.take()
    pool.settle(first, FAILURE)
    const second = pool.take({ tried: [first.account.id] })
    pool.settle(second, SUCCESS)
    expect([first.account.name, second.account.name, pool.call()]).toEqual(['a', 'b', 'a'])
    expect(pool.board.view(pool.now()).sessions).toMatchObject({ started: 1, switches: 0 })
  })

  it('a failover from an account that lost its session starts one on the successor', () => {
    const pool = poolOf('a', 'b')
    const first = pool.take()
    pool.settle(first, coolUntil(pool.now() + MINUTE))
    pool.settle(pool.take({ tried: [first.account.id] }), SUCCESS)
    pool.advance(MINUTE)
    expect(pool.call()).toBe('b')
    expect(pool.board.view(pool.now()).sessions).toMatchObject({ started: 2, switches: 1, meanMs: 0 })
  })

  it('an unreachable origin moves no session', () => {
    const pool = createTestPool([accountNamed('a', { baseUrl: 'https://far.example' }), accountNamed('b')], {
      strategy: 'session',
      sessionMs: LENGTH,
    })
    pool.call(UNREACHABLE)
    expect(pool.call()).toBe('b')
    pool.advance(4_999)
    expect(pool.call()).toBe('b')
    pool.advance(1)
    expect(pool.call()).toBe('a')
  })

  it('a cooldown of one model moves that model only', () => {
    const pool = poolOf('a', 'b')
    pool.call(SUCCESS)
    pool.call(coolUntil(pool.now() + HOUR, { kind: 'model', model: 'opus' }), { model: 'opus' })
    expect(pool.calls(2, { model: 'opus' })).toEqual(['b', 'b'])
    expect(pool.calls(2, { model: 'sonnet' })).toEqual(['a', 'a'])
    pool.advance(HOUR)
    expect(pool.call(SUCCESS, { model: 'opus' })).toBe('b')
    expect(pool.call(SUCCESS, { model: 'sonnet' })).toBe('a')
  })

  it('a cooldown of a family moves every model of it', () => {
    const pool = poolOf('a', 'b')
    pool.call(SUCCESS)
    pool.call(coolUntil(pool.now() + HOUR, { kind: 'family', family: 'opus' }), { model: 'claude-opus-5' })
    expect(pool.call(SUCCESS, { model: 'claude-opus-5' })).toBe('b')
    expect(pool.call(SUCCESS, { model: 'claude-opus-6' })).toBe('b')
    expect(pool.call(SUCCESS, { model: 'claude-sonnet-5' })).toBe('a')
  })

  it('probes only when it needs another account', () => {
    const pool = poolOf('a', 'b')
    for (let count = 0; count < 6; count++) pool.call(FAILURE)
    expect(pool.call()).toBe('b')
    pool.advance(HOUR)
    expect(pool.calls(5)).toEqual(['b', 'b', 'b', 'b', 'b'])
    pool.call(coolUntil(pool.now() + MINUTE))
    const probe = pool.take()
    expect([probe.account.name, probe.reason]).toEqual(['a', 'probe'])
  })

  it('survives a restart', () => {
    const pool = poolOf('a', 'b')
    pool.callOn('b', SUCCESS)
    pool.advance(HOUR)
    const records = pool.board.drainChanges()
    const again = poolOf('a', 'b')
    again.advance(HOUR)
    if (records !== null) again.board.restore(JSON.parse(JSON.stringify(records)), again.now())
    expect(again.call()).toBe('b')
    again.advance(4 * HOUR)
    expect(again.call()).toBe('a')
  })
})

const WINDOW: LimitTold = {
  name: 'unified-5h',
  meter: 'share',
  scope: { kind: 'account' },
  kind: 'reset',
  windowMs: LENGTH,
  capacity: 1,
  left: 1,
  grain: 0.01,
  countsCached: true,
  resetsAt: null,
  refused: false,
}

/** Each account's vendor tells what is left of its window, in the order of the names. */
function told(names: readonly (string | Account)[], limits: readonly Partial<LimitTold>[]): TestPool {
  const pool = createTestPool(names, { strategy: 'session', sessionMs: LENGTH, sessionScope: 'client' })
  const { accounts } = pool.board.view(pool.now())
  for (const [index, limit] of limits.entries()) {
    const tried = accounts.filter((_, other) => other !== index).map(({ id }) => id)
    const chosen = pool.take({ tried, client: `teller-${index}` })
    pool.board.told(chosen.ticket, { group: null, limits: [{ ...WINDOW, ...limit }] }, pool.now())
    pool.settle(chosen, SUCCESS)
  }
  return pool
}

describe('a session of one client', () => {
  it('is counted as moved where it goes on with another account', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'session', sessionMs: LENGTH, sessionScope: 'client' })
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('a')
    pool.callOn('a', coolUntil(pool.now() + 10_000), { client: 'y' })
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
    expect(pool.board.view(pool.now()).sessions.switches).toBe(1)
  })
})

describe('the next account of a session', () => {
  it('is the one with the most room, where limits are known', () => {
    const pool = told(['a', 'b', 'c'], [{ left: 0.2 }, { left: 0.9 }, { left: 0.5 }])
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
  })

  it('has the most room among those of the lowest priority number', () => {
    const pool = told(
      [accountNamed('a', { priority: 1 }), accountNamed('b'), accountNamed('c')],
      [{ left: 1 }, { left: 0.1 }, { left: 0.3 }],
    )
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('c')
  })

  it('is among equals the one whose window resets soonest: what is left of it then is lost', () => {
    const limits = [4, 1, 3].map((hours) => ({ left: 0.8 - hours / 100, resetsAt: START + hours * HOUR }))
    const pool = told(['a', 'b', 'c'], limits)
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
  })

  it('is then the one unused the longest', () => {
    const pool = told(['a', 'b', 'c'], [{ left: 0.5 }, { left: 0.5 }, { left: 0.52 }])
    expect(['x', 'y', 'z'].map((client) => pool.call(SUCCESS, { client }))).toEqual(['a', 'b', 'c'])
  })

  it('is taken to have all of its room while nothing is known of it', () => {
    const pool = told(['a', 'b', 'c'], [{ left: 0.9 }, { left: 0.9 }])
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('c')
  })

  it('is looked for by the limits of the model that is asked for', () => {
    const scope = { kind: 'family', family: 'opus' } as const
    const pool = told(['a', 'b'], [{ scope, left: 0.1 }, { left: 0.6 }])
    expect(pool.call(SUCCESS, { client: 'x', model: 'claude-opus-5' })).toBe('b')
    expect(pool.call(SUCCESS, { client: 'y', model: 'claude-sonnet-5' })).toBe('a')
  })

  it('moves no session that goes on', () => {
    const pool = told(['a', 'b'], [{ left: 0.6 }, { left: 0.5 }])
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('a')
    const chosen = pool.take({ client: 'x' })
    pool.board.told(chosen.ticket, { group: null, limits: [{ ...WINDOW, left: 0.05 }] }, pool.now())
    pool.settle(chosen, SUCCESS)
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('a')
    expect(pool.call(SUCCESS, { client: 'y' })).toBe('b')
  })

  it('is found among 10,000 without a look at all of them', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `key-${index}`)
    const pool = told(names, [{ left: 0.1 }])
    const served = new Set(Array.from({ length: 300 }, (_, index) => pool.call(SUCCESS, { client: `c-${index}` })))
    expect(served.size).toBe(300)
    expect(served.has('key-0')).toBe(false)
  })
})

function scoped(): TestPool {
  return createTestPool(['a', 'b', 'c'], { strategy: 'session', sessionMs: LENGTH, sessionScope: 'client' })
}

describe('session of each client', () => {
  it('each client key has its own', () => {
    const pool = scoped()
    const served = ['x', 'y', 'z', 'y', 'x', 'z'].map((client) => pool.call(SUCCESS, { client }))
    expect(served).toEqual(['a', 'b', 'c', 'b', 'a', 'c'])
  })

  it('ends at exactly its age', () => {
    const pool = scoped()
    pool.call(SUCCESS, { client: 'x' })
    pool.advance(LENGTH - 1)
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('a')
    pool.advance(1)
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
  })

  it('moves all that were bound to an account that cools, and none of the others', () => {
    const pool = scoped()
    for (const client of ['x', 'y', 'z', 'x2']) pool.call(SUCCESS, { client })
    pool.call(coolUntil(pool.now() + MINUTE), { client: 'x' })
    const served = ['x', 'x2', 'y', 'z'].map((client) => pool.call(SUCCESS, { client }))
    expect(served).toEqual(['b', 'c', 'b', 'c'])
    pool.advance(MINUTE)
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
  })

  it('a cooldown of one model moves that model of that client only', () => {
    const pool = scoped()
    pool.call(SUCCESS, { client: 'x', model: 'opus' })
    pool.call(coolUntil(pool.now() + HOUR, { kind: 'model', model: 'opus' }), { client: 'x', model: 'opus' })
    expect(pool.calls(2, { client: 'x', model: 'opus' })).toEqual(['b', 'b'])
    expect(pool.call(SUCCESS, { client: 'x', model: 'sonnet' })).toBe('a')
  })

  it('without a client key the pool-wide session serves', () => {
    const pool = scoped()
    expect(pool.calls(2)).toEqual(['a', 'a'])
    expect(pool.call(SUCCESS, { client: 'x' })).toBe('b')
    expect(pool.call()).toBe('a')
  })

  it('survives a restart', () => {
    const pool = scoped()
    for (const client of ['x', 'y', 'z']) pool.call(SUCCESS, { client })
    const records = pool.board.drainChanges()
    const again = scoped()
    if (records !== null) again.board.restore(JSON.parse(JSON.stringify(records)), again.now())
    expect(['z', 'y', 'x'].map((client) => again.call(SUCCESS, { client }))).toEqual(['c', 'b', 'a'])
  })

  it('keeps at most 100,000 bindings and drops the one unused the longest', () => {
    const pool = scoped()
    for (let count = 0; count < 100_000; count++) pool.call(SUCCESS, { client: `client-${count}` })
    expect(pool.call(SUCCESS, { client: 'client-0' })).toBe('a')
    pool.call(SUCCESS, { client: 'one more' })
    const { accounts, sessions } = pool.board.view(pool.now())
    expect(sessions).toMatchObject({ bound: 100_000, started: 100_001 })
    expect(accounts.reduce((sum, one) => sum + one.requests, 0)).toBe(100_002)
    expect(pool.call(SUCCESS, { client: 'client-0' })).toBe('a')
    pool.call(SUCCESS, { client: 'client-1' })
    expect(pool.board.view(pool.now()).sessions.started).toBe(100_002)
  })
})

describe('session of each conversation', () => {
  it('is known by the conversation, not by the client', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'session', sessionScope: 'conversation' })
    expect(pool.call(SUCCESS, { client: 'x', conversation: '1' })).toBe('a')
    expect(pool.call(SUCCESS, { client: 'x', conversation: '2' })).toBe('b')
    expect(nameOf(pool.choose({ client: 'y', conversation: '1' }))).toBe('a')
  })
})
