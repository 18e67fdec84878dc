import { describe, expect, it } from 'vitest'
import { NO_CAPS } from '../model/account.ts'
import type { LimitsTold } from '../model/limit.ts'
import { accountNamed, coolUntil, createTestPool, idOf, MINUTE, nameOf, SUCCESS } from './board-fixture.ts'
import type { TestPool } from './board-fixture.ts'
import type { Ask, Choice, Waiting } from './choice.ts'

/** Of a hundred calls a minute so many are left. */
function left(calls: number): LimitsTold {
  const kind = { kind: 'refill', windowMs: MINUTE, capacity: 100, grain: 1, countsCached: false } as const
  const scope = { kind: 'account' } as const
  return {
    group: null,
    limits: [{ name: 'requests', meter: 'requests', scope, left: calls, resetsAt: null, refused: false, ...kind }],
  }
}

/** `a` tells that nothing is left; the others tell nothing. */
function createFullPool(names: readonly string[]): TestPool {
  const pool = createTestPool(names, { strategy: 'headroom' })
  for (const name of names) {
    const chosen = pool.take({ tried: names.filter((other) => other !== name).map(idOf) })
    if (name === 'a') pool.board.told(chosen.ticket, left(0), pool.now())
    pool.settle(chosen, SUCCESS)
  }
  return pool
}

/** A conversation that is with `a`. */
function createKnownPool(): { readonly pool: TestPool; readonly ask: Partial<Ask> } {
  const pool = createTestPool(['a'], { strategy: 'headroom' })
  const ask = { conversation: 'known', size: { bytes: 1_000, maxOutput: null, signed: false } }
  const chosen = pool.take(ask)
  pool.board.told(chosen.ticket, left(0), pool.now())
  pool.settle(chosen, SUCCESS)
  return { pool, ask }
}

function waits(choice: Choice): Waiting {
  if (choice.kind !== 'wait') throw new Error(`it does not wait: ${nameOf(choice)}`)
  return choice
}

const returnsAt = (pool: TestPool, ask: Partial<Ask> = {}) =>
  pool.board.returnsAt(
    {
      protocol: 'anthropic',
      model: 'claude-x',
      client: null,
      conversation: null,
      size: null,
      waiting: null,
      heldSince: null,
      tried: [],
      shunned: [],
      ...ask,
    },
    pool.now(),
  )

describe('where those that can be asked are full', () => {
  it('one that cools and is back in time is waited for', () => {
    const pool = createFullPool(['a', 'b'])
    const back = pool.now() + 1_500
    pool.callOn('b', coolUntil(back))
    const held = pool.choose()
    if (held.kind !== 'wait') throw new Error('it does not wait')
    expect(held.until).toBe(back)
    pool.advance(1_500)
    const choice = pool.choose({ waiting: held.place, heldSince: pool.now() - 1_500 })
    expect(choice).toMatchObject({ kind: 'account', account: { name: 'b' } })
  })

  it('one that is back later is what its caller is told of', () => {
    const pool = createFullPool(['a', 'b'])
    const back = pool.now() + 3_000
    pool.callOn('b', coolUntil(back))
    expect(pool.choose()).toMatchObject({ kind: 'none', why: 'full', until: back })
    expect(returnsAt(pool)).toBe(back)
  })

  it('one that has refused the very call is not waited for, and the next that is back is', () => {
    const pool = createFullPool(['a', 'b', 'c'])
    pool.callOn('b', coolUntil(pool.now() + 500))
    pool.callOn('c', coolUntil(pool.now() + 1_500))
    expect(pool.choose({ tried: [idOf('b')] })).toMatchObject({ kind: 'wait', until: pool.now() + 1_500 })
  })
})

describe('calls that wait for one account', () => {
  it('come before those that come later, also where it has as many under way as it may', () => {
    const capped = accountNamed('a', { caps: { ...NO_CAPS, maxInFlight: 1 } })
    const pool = createTestPool([capped], { strategy: 'headroom' })
    const underWay = pool.take()
    const held = pool.choose()
    if (held.kind !== 'wait') throw new Error('it does not wait')
    pool.settle(underWay, SUCCESS)
    expect(pool.choose()).toMatchObject({ kind: 'wait' })
    expect(pool.choose({ waiting: held.place, heldSince: pool.now() })).toMatchObject({ kind: 'account' })
  })

  it('have their order: who waits longest goes first, whoever asks first', () => {
    const capped = accountNamed('a', { caps: { ...NO_CAPS, maxInFlight: 1 } })
    const pool = createTestPool([capped], { strategy: 'headroom' })
    const since = pool.now()
    let underWay = pool.take()
    const ask = (place: Waiting['place']) => pool.choose({ waiting: place, heldSince: since })
    const first = waits(pool.choose())
    let second = waits(pool.choose())
    let third = waits(pool.choose())
    // Each asks again while it is full, the last of them first, and keeps its place in the order.
    third = waits(ask(third.place))
    second = waits(ask(second.place))
    const again = waits(ask(first.place))
    pool.settle(underWay, SUCCESS)
    third = waits(ask(third.place))
    second = waits(ask(second.place))
    expect(pool.choose()).toMatchObject({ kind: 'wait' })
    const sent = ask(again.place)
    if (sent.kind !== 'account') throw new Error('the first is not sent')
    underWay = sent
    pool.settle(underWay, SUCCESS)
    third = waits(ask(third.place))
    // The second one's caller leaves: it is the third one's turn.
    if (second.place !== null) pool.board.leave(second.place)
    expect(ask(third.place)).toMatchObject({ kind: 'account' })
  })

  it('take as many places as there are, in their order', () => {
    const capped = accountNamed('a', { caps: { ...NO_CAPS, maxInFlight: 2 } })
    const pool = createTestPool([capped], { strategy: 'headroom' })
    const underWay = [pool.take(), pool.take()]
    const [first, second, third] = [waits(pool.choose()), waits(pool.choose()), waits(pool.choose())]
    for (const one of underWay) pool.settle(one, SUCCESS)
    const kinds = [third, second, first].map(({ place }) => pool.choose({ waiting: place, heldSince: pool.now() }).kind)
    expect(kinds).toEqual(['wait', 'account', 'account'])
  })

  it('are no more than a thousand', () => {
    const pool = createTestPool(['a'], { strategy: 'headroom' })
    pool.callOn('a', coolUntil(pool.now() + 1_000))
    const places = Array.from({ length: 1_001 }, () => pool.choose())
    expect(places.filter(({ kind }) => kind === 'wait')).toHaveLength(1_000)
    expect(places.at(-1)).toMatchObject({ kind: 'none', why: 'cooling' })
    const [first] = places
    if (first?.kind === 'wait' && first.place !== null) pool.board.leave(first.place)
    expect(pool.choose()).toMatchObject({ kind: 'wait' })
  })
})

describe('when a caller may come back', () => {
  it('is when the same call is given an account: one that begins a conversation later than one that goes on', () => {
    const { pool, ask } = createKnownPool()
    for (const one of [ask, { ...ask, conversation: 'another' }]) {
      const choice = pool.choose(one)
      const told = returnsAt(pool, one)
      expect(choice).toMatchObject({ kind: 'none', why: 'full', until: told })
      pool.advance((told ?? 0) - pool.now() - 10)
      expect(pool.choose({ ...one, heldSince: 0 })).toMatchObject({ kind: 'none' })
      pool.advance(10)
      const chosen = pool.take(one)
      pool.settle(chosen, SUCCESS)
    }
    const goesOn = returnsAt(pool, ask) ?? 0
    expect(returnsAt(pool, { ...ask, conversation: 'a third' })).toBeGreaterThan(goesOn)
  })
})
