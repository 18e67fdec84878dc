import { describe, expect, it } from 'vitest'
import type { TestPool } from './board-fixture.ts'
import {
  accountNamed,
  coolUntil,
  createTestPool,
  CREDENTIAL,
  FAILURE,
  idOf,
  MINUTE,
  nameOf,
  refusal,
  SUCCESS,
} from './board-fixture.ts'
import type { Ask, Chosen } from './choice.ts'
import type { LimitsTold } from '../model/limit.ts'
import type { Mark } from '../model/outcome.ts'

const PLAIN_LIMIT = coolUntil(null)

/** A hundred calls a minute, of which ninety are left. */
const ROOMY: LimitsTold = {
  group: null,
  limits: [
    {
      name: 'requests',
      meter: 'requests',
      scope: { kind: 'account' },
      kind: 'refill',
      windowMs: MINUTE,
      capacity: 100,
      left: 90,
      grain: 1,
      countsCached: false,
      resetsAt: null,
      refused: false,
    },
  ],
}

/** Asks one account by name, and leaves the attempt open. */
function open(pool: TestPool, name: string, ask: Partial<Ask> = {}): Chosen {
  const others = pool.board.accounts().map(({ id }) => id)
  return pool.take({ ...ask, tried: others.filter((id) => id !== idOf(name)) })
}

/** One attempt on an account by name that ends so. */
function mark(pool: TestPool, name: string, how: Mark, ask: Partial<Ask> = {}): Chosen {
  const chosen = open(pool, name, ask)
  pool.settle(chosen, how)
  return chosen
}

/** Of one account alone: the other on which the call failed alike says nothing of it. */
const withdraw = (pool: TestPool, chosen: Chosen): boolean => withdrawAll(pool, [chosen]).length === 1

/** Of attempts that failed alike, newest first; the names of those of which it was. */
function withdrawAll(pool: TestPool, alike: readonly Chosen[]): readonly string[] {
  const withdrawn = pool.board.withdraw(
    alike.map(({ ticket }) => ticket),
    pool.now(),
  )
  return alike.filter(({ ticket }) => withdrawn.includes(ticket)).map(({ account }) => account.name)
}

function viewOf(pool: TestPool, name = 'a') {
  const account = pool.board.view(pool.now()).accounts.find((one) => one.name === name)
  if (account === undefined) throw new Error(`there is no ${name}`)
  return account
}

/** Two accounts, both of which have served. */
function createWellPool(...args: Parameters<typeof createTestPool>): TestPool {
  const pool = createTestPool(...args)
  for (const { name } of pool.board.accounts()) pool.callOn(name, SUCCESS)
  return pool
}

describe('a mark that is withdrawn', () => {
  it('leaves an account as fit as it was', () => {
    const pool = createWellPool(['a'])
    for (let count = 0; count < 50; count++) {
      expect(withdraw(pool, mark(pool, 'a', FAILURE))).toBe(true)
      pool.callOn('a', SUCCESS)
    }
    expect(viewOf(pool).state).toBe('serving')
    for (let count = 0; count < 200; count++) {
      if (viewOf(pool).state !== 'serving') break
      mark(pool, 'a', FAILURE)
    }
    expect(viewOf(pool)).toMatchObject({ state: 'disabled', reason: 'failures' })
  })

  it('ends the cooldown that it began, and its streak with it', () => {
    const pool = createWellPool(['a', 'b'])
    const chosen = mark(pool, 'a', PLAIN_LIMIT)
    expect(viewOf(pool).state).toBe('cooling')
    expect(withdraw(pool, chosen)).toBe(true)
    expect(viewOf(pool).state).toBe('serving')
    pool.callOn('a', SUCCESS)
    mark(pool, 'a', PLAIN_LIMIT)
    expect(viewOf(pool).until).toBe(pool.now() + 5_000)
  })

  it('ends the cooldown of a model, and calls for the model come back', () => {
    const pool = createWellPool(['a', 'b'], { strategy: 'session' })
    expect(pool.call()).toBe('a')
    const chosen = mark(pool, 'a', coolUntil(null, { kind: 'model', model: 'claude-x' }))
    expect(pool.call()).toBe('b')
    expect(withdraw(pool, chosen)).toBe(true)
    expect(pool.call()).toBe('a')
  })

  it('teaches no limit: neither one that the vendor does not tell of, nor that one that it tells of is used up', () => {
    for (const told of [null, ROOMY]) {
      const pool = createWellPool(['a'], { strategy: 'headroom' })
      for (let count = 0; count < 20; count++) {
        const chosen = pool.take()
        if (told !== null) pool.board.told(chosen.ticket, told, pool.now())
        pool.settle(chosen, SUCCESS)
      }
      for (let count = 0; count < 5; count++) {
        expect(withdraw(pool, mark(pool, 'a', PLAIN_LIMIT))).toBe(true)
        expect(pool.call()).toBe('a')
      }
      mark(pool, 'a', PLAIN_LIMIT)
      pool.advance(5_000)
      // One that stands teaches what is not told; where there was room enough in what is, something else refused it.
      expect(pool.choose().kind === 'account').toBe(told !== null)
    }
  })

  it('stays in the statistics', () => {
    const pool = createWellPool(['a', 'b'])
    withdraw(pool, mark(pool, 'a', PLAIN_LIMIT))
    expect(viewOf(pool)).toMatchObject({ requests: 2, failures: 1, limitsMet: 1 })
  })

  it('enables an account that this very failure disabled, with all that was known of it', () => {
    const pool = createWellPool(['a', 'b'])
    for (let count = 0; count < 5; count++) mark(pool, 'a', FAILURE)
    pool.callOn('a', SUCCESS)
    pool.advance(1_000)
    const last = open(pool, 'a')
    pool.settle(last, FAILURE)
    expect(viewOf(pool).state).toBe('disabled')
    expect(withdraw(pool, last)).toBe(true)
    expect(viewOf(pool).state).toBe('serving')
    pool.callOn('a', SUCCESS)
    mark(pool, 'a', FAILURE)
    // The five and this one are six of nine; it is disabled for as short as the first time.
    expect(viewOf(pool)).toMatchObject({ state: 'disabled', until: pool.now() + 30_000 })
  })

  it('is withdrawn once', () => {
    const pool = createWellPool(['a', 'b'])
    const chosen = mark(pool, 'a', FAILURE)
    expect([withdraw(pool, chosen), withdraw(pool, chosen)]).toEqual([true, false])
  })
})

describe('a mark stands', () => {
  it('where the account has never succeeded', () => {
    const pool = createTestPool(['a', 'b'])
    expect(withdraw(pool, mark(pool, 'a', PLAIN_LIMIT))).toBe(false)
    expect(viewOf(pool).state).toBe('cooling')
  })

  it('where its last success is 2 minutes ago', () => {
    const pool = createWellPool(['a', 'b'])
    const early = mark(pool, 'a', FAILURE)
    pool.advance(2 * MINUTE - 1)
    expect(withdraw(pool, early)).toBe(true)
    const late = mark(pool, 'b', FAILURE)
    pool.advance(1)
    expect(withdraw(pool, late)).toBe(false)
  })

  it('where it has failed for another call since its last success', () => {
    const pool = createWellPool(['a', 'b'])
    mark(pool, 'a', FAILURE)
    expect(withdraw(pool, mark(pool, 'a', PLAIN_LIMIT))).toBe(false)
    expect(viewOf(pool).state).toBe('cooling')
  })

  it('where another call has failed after it, too, but not where a success came after that', () => {
    const pool = createWellPool(['a', 'b'])
    const first = mark(pool, 'a', FAILURE)
    mark(pool, 'a', FAILURE)
    expect(withdraw(pool, first)).toBe(false)
    pool.callOn('a', SUCCESS)
    expect(withdraw(pool, first)).toBe(true)
  })

  it.each<[string, Mark]>([
    ['a limit that names its end', coolUntil(Number.MAX_SAFE_INTEGER)],
    ['credit', { kind: 'cool', until: null, refusal: refusal({ kind: 'credit', status: 402 }) }],
    ['a credential', CREDENTIAL],
  ])('whatever others say: %s', (_, how) => {
    const pool = createWellPool(['a', 'b'])
    expect(withdraw(pool, mark(pool, 'a', how))).toBe(false)
    expect(viewOf(pool).state).not.toBe('serving')
  })

  it('where a longer cooldown has joined it', () => {
    const pool = createWellPool(['a', 'b'])
    const [first, second, third] = [open(pool, 'a'), open(pool, 'a'), open(pool, 'a')]
    pool.settle(first, PLAIN_LIMIT)
    pool.settle(second, coolUntil(pool.now() + MINUTE))
    pool.settle(third, SUCCESS)
    withdraw(pool, first)
    expect(viewOf(pool)).toMatchObject({ state: 'cooling', until: pool.now() + MINUTE })
  })

  it('of a probe that failed', () => {
    const pool = createTestPool(['a', 'b'])
    const early = open(pool, 'a')
    for (let count = 0; count < 6; count++) mark(pool, 'a', FAILURE)
    pool.settle(early, SUCCESS)
    pool.advance(30_000)
    expect(withdraw(pool, mark(pool, 'a', FAILURE))).toBe(false)
    expect(viewOf(pool).until).toBe(pool.now() + MINUTE)
  })

  it('where the account is gone', () => {
    const pool = createWellPool(['a', 'b'])
    const chosen = mark(pool, 'a', FAILURE)
    pool.board.setAccounts([accountNamed('b')], pool.now())
    expect(withdraw(pool, chosen)).toBe(false)
  })
})

describe('an account that has served nobody of late', () => {
  it('is let off with one that has, however often', () => {
    const pool = createTestPool(['a', 'b'])
    for (let round = 0; round < 20; round++) {
      pool.callOn('a', SUCCESS)
      const [first, second] = [mark(pool, 'a', FAILURE), mark(pool, 'b', FAILURE)]
      expect(withdrawAll(pool, [second, first])).toEqual(['b', 'a'])
    }
    expect(viewOf(pool, 'b').state).toBe('serving')
    for (let count = 0; count < 5; count++) {
      expect(viewOf(pool, 'b').state).toBe('serving')
      mark(pool, 'b', FAILURE)
    }
    // With the last that was withdrawn.
    expect(viewOf(pool, 'b').state).toBe('disabled')
  })

  it('is not where it has failed for others, too', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', SUCCESS)
    mark(pool, 'b', FAILURE)
    const [first, second] = [mark(pool, 'a', PLAIN_LIMIT), mark(pool, 'b', PLAIN_LIMIT)]
    expect(withdrawAll(pool, [second, first])).toEqual(['a'])
  })
})

describe('an account that is down', () => {
  it('is disabled by as many failures as ever: what was withdrawn counts when the next call fails', () => {
    const pool = createWellPool(['a', 'b'])
    for (let count = 1; count <= 6; count++) {
      expect(viewOf(pool).state).toBe('serving')
      expect(withdraw(pool, mark(pool, 'a', FAILURE))).toBe(count === 1)
    }
    expect(viewOf(pool).state).toBe('disabled')
  })
})

describe('sessions of an account whose mark is withdrawn', () => {
  it('are its own again, as if it had never lost them', () => {
    const pool = createTestPool(['a', 'b', 'c'], { strategy: 'session' })
    for (const name of ['b', 'c']) pool.callOn(name, SUCCESS)
    pool.advance(1_000)
    pool.board.pause(idOf('b'), 'test', pool.now())
    pool.board.pause(idOf('c'), 'test', pool.now())
    expect(pool.call()).toBe('a')
    for (const name of ['b', 'c']) pool.board.resume(idOf(name), pool.now())
    const startedAt = viewOf(pool).session?.startedAt
    pool.advance(1_000)
    const first = pool.take()
    pool.settle(first, PLAIN_LIMIT)
    const second = pool.take({ tried: [first.account.id] })
    expect(viewOf(pool, second.account.name).session).not.toBeNull()
    pool.settle(second, PLAIN_LIMIT)
    expect(withdrawAll(pool, [second, first])).toHaveLength(2)
    expect(viewOf(pool).session?.startedAt).toBe(startedAt)
    expect(viewOf(pool, second.account.name).session).toBeNull()
    expect(nameOf(pool.choose({ tried: [first.account.id, second.account.id] }))).not.toBe('a')
    expect(pool.calls(3)).toEqual(['a', 'a', 'a'])
  })

  it.each(['client', 'conversation'] as const)('of scope %s likewise', (sessionScope) => {
    const pool = createTestPool(['a', 'b', 'c'], { strategy: 'session', sessionScope })
    const ask = (key: string): Partial<Ask> => ({ [sessionScope]: key })
    for (const name of ['a', 'b', 'c']) pool.callOn(name, SUCCESS)
    const [home, other] = [pool.call(SUCCESS, ask('poison')), pool.call(SUCCESS, ask('other'))]
    pool.advance(1_000)
    const first = pool.take(ask('poison'))
    expect(first.account.name).toBe(home)
    pool.settle(first, PLAIN_LIMIT)
    const second = pool.take({ ...ask('poison'), tried: [first.account.id] })
    pool.settle(second, PLAIN_LIMIT)
    expect(withdrawAll(pool, [second, first])).toHaveLength(2)
    expect(pool.call(SUCCESS, ask('poison'))).toBe(home)
    expect(pool.call(SUCCESS, ask('other'))).toBe(other)
    // Should it be lost in earnest later, nothing of the past comes back.
    pool.callOn(home, coolUntil(pool.now() + MINUTE))
    const successor = pool.call(SUCCESS, ask('poison'))
    pool.advance(2 * MINUTE)
    expect(pool.call(SUCCESS, ask('poison'))).toBe(successor)
  })

  it('stay lost where it has been back in between, and may have begun others', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'session' })
    expect(pool.call()).toBe('a')
    const chosen = pool.take()
    pool.settle(chosen, PLAIN_LIMIT)
    expect(pool.call()).toBe('b')
    pool.advance(6_000)
    expect(withdraw(pool, chosen)).toBe(true)
    expect(pool.call()).toBe('b')
  })

  it('stay lost where it was paused since', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'session' })
    expect(pool.call()).toBe('a')
    const chosen = pool.take()
    pool.settle(chosen, PLAIN_LIMIT)
    pool.board.pause(idOf('a'), 'test', pool.now())
    pool.board.resume(idOf('a'), pool.now())
    expect(pool.call()).toBe('b')
    expect(withdraw(pool, chosen)).toBe(true)
    expect(pool.call()).toBe('b')
  })
})
