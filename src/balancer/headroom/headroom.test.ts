import { describe, expect, it } from 'vitest'
import { NO_CAPS } from '../../model/account.ts'
import type { CallSize } from '../../model/call-size.ts'
import type { LimitTold } from '../../model/limit.ts'
import type { Usage } from '../../model/usage.ts'
import type { TestPool } from '../board-fixture.ts'
import { accountNamed, coolUntil, createTestPool, idOf, MINUTE, nameOf, START, SUCCESS } from '../board-fixture.ts'
import type { Ask, Choice, Chosen, Waiting } from '../choice.ts'
import { toldAll } from './limit-fixture.ts'

/** Some 10,000 tokens. */
const SIZE: CallSize = { bytes: 40_000, maxOutput: 1_000, signed: false }
const USAGE: Usage = { input: 100, output: 300, cacheRead: null, cacheWrite5m: 9_900, cacheWrite1h: null }

/** A pool of accounts with 50,000 tokens of input a minute, of which so much is left of each. */
function poolWith(left: Readonly<Record<string, number>>, over: Partial<LimitTold> = {}): TestPool {
  const pool = createTestPool(
    Object.keys(left).map((name) => accountNamed(name)),
    { strategy: 'headroom' },
  )
  for (const [name, rest] of Object.entries(left)) tell(pool, name, { left: rest, ...over })
  return pool
}

/** An account's limits are told as if by an answer. */
function tell(pool: TestPool, name: string, limit: Partial<LimitTold>): void {
  const asked = pool.board.only(idOf(name), { ...ASK, size: null }, pool.now())
  if (asked.kind !== 'account') throw new Error(`${name} cannot be asked`)
  pool.board.told(asked.ticket, toldAll([limit]), pool.now())
  pool.settle(asked, { kind: 'nothing' })
}

const ASK: Ask = {
  protocol: 'anthropic',
  model: 'claude-x',
  client: null,
  conversation: null,
  tried: [],
  shunned: [],
  size: SIZE,
  waiting: null,
  heldSince: null,
}

function choose(pool: TestPool, ask: Partial<Ask> = {}): Choice {
  return pool.board.choose({ ...ASK, ...ask }, pool.now())
}

function send(pool: TestPool, ask: Partial<Ask> = {}): Chosen {
  const choice = choose(pool, ask)
  if (choice.kind !== 'account') throw new Error(`it was not sent: ${nameOf(choice)}`)
  return choice
}

function hold(pool: TestPool, ask: Partial<Ask> = {}): Waiting {
  const choice = choose(pool, ask)
  if (choice.kind !== 'wait') throw new Error(`it does not wait: ${nameOf(choice)}`)
  return choice
}

function leave(pool: TestPool, { place }: Waiting): void {
  if (place !== null) pool.board.leave(place)
}

function finish(pool: TestPool, chosen: Chosen, usage: Usage = USAGE): void {
  pool.board.answered(chosen.ticket, pool.now())
  pool.board.used(chosen.ticket, usage, pool.now())
  pool.settle(chosen, SUCCESS)
}

/** One call from its sending to its end; returns whom it went to. */
function call(pool: TestPool, ask: Partial<Ask> = {}): string {
  const chosen = send(pool, ask)
  finish(pool, chosen)
  return chosen.account.name
}

describe('a call that belongs to no conversation', () => {
  it('goes where most is left', () => {
    expect(call(poolWith({ a: 30_000, b: 45_000, c: 40_000 }))).toBe('b')
  })

  it('counts what is under way before any answer tells of it', () => {
    const pool = poolWith({ a: 45_000, b: 44_000, c: 43_500 })
    const names = Array.from({ length: 6 }, () => send(pool).account.name)
    expect(names.toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
  })

  it('goes by the limits that are its own: those of its model', () => {
    const pool = createTestPool(['a', 'b'], { strategy: 'headroom' })
    tell(pool, 'a', { left: 5_000, scope: { kind: 'family', family: 'opus' } })
    tell(pool, 'b', { left: 30_000 })
    expect(call(pool, { model: 'claude-opus-5' })).toBe('b')
    expect(call(pool, { model: 'claude-sonnet-5' })).toBe('a')
  })

  it('goes to those of the lowest priority number that have room', () => {
    const pool = createTestPool([accountNamed('a', { priority: 1 }), 'b'], { strategy: 'headroom' })
    tell(pool, 'a', { left: 50_000 })
    tell(pool, 'b', { left: 30_000 })
    expect(send(pool).account.name).toBe('b')
    tell(pool, 'b', { left: 2_000 })
    expect(send(pool).account.name).toBe('a')
  })

  it('tells what it saw', () => {
    const { seen, reason } = send(poolWith({ a: 10_000, b: 45_000 }))
    expect(reason).toBe('headroom: most room')
    expect(seen?.map(({ account, limit }) => [account, limit])).toEqual([
      ['a', 'input-tokens'],
      ['b', 'input-tokens'],
    ])
    expect(seen?.every(({ room, waitMs }) => Number.isFinite(room) && Number.isFinite(waitMs))).toBe(true)
  })
})

describe('a conversation', () => {
  const ask = { conversation: 's-1' }

  it('stays with its account while that has room, whoever has more', () => {
    const pool = poolWith({ a: 45_000, b: 30_000 })
    expect(call(pool, ask)).toBe('a')
    tell(pool, 'a', { left: 12_000 })
    tell(pool, 'b', { left: 50_000 })
    expect(call(pool, { ...ask, size: { ...SIZE, bytes: 44_000 } })).toBe('a')
  })

  it('needs no more of it than what is not cached', () => {
    const pool = poolWith({ a: 45_000, b: 30_000 })
    call(pool, ask)
    tell(pool, 'a', { left: 4_000 })
    // 10,000 tokens in all, 9,900 of which are cached, and 1,000 that have come to it.
    expect(call(pool, { ...ask, size: { ...SIZE, bytes: 44_000 } })).toBe('a')
    expect(call(pool, { conversation: 's-2' })).toBe('b')
  })

  it('moves once, and stays where it has come to', () => {
    const pool = poolWith({ a: 45_000, b: 44_000, c: 30_000 })
    expect(call(pool, ask)).toBe('a')
    tell(pool, 'a', { left: -20_000 })
    expect(call(pool, ask)).toBe('b')
    tell(pool, 'a', { left: 50_000 })
    tell(pool, 'b', { left: 15_000 })
    expect(call(pool, { ...ask, size: { ...SIZE, bytes: 41_000 } })).toBe('b')
  })

  it('is placed anew once nothing of it is cached', () => {
    const pool = poolWith({ a: 45_000, b: 30_000 })
    call(pool, ask)
    pool.advance(5 * MINUTE)
    tell(pool, 'a', { left: 20_000 })
    tell(pool, 'b', { left: 50_000 })
    expect(call(pool, ask)).toBe('b')
  })

  it('is not moved by one call that fails over while its account is up', () => {
    const pool = poolWith({ a: 45_000, b: 30_000 })
    call(pool, ask)
    const first = send(pool, ask)
    pool.settle(first, { kind: 'counted' })
    const second = send(pool, { ...ask, tried: [first.account.id] })
    finish(pool, second)
    expect([first.account.name, second.account.name, call(pool, ask)]).toEqual(['a', 'b', 'a'])
  })

  it('moves with the call that fails over where its account cools', () => {
    const pool = poolWith({ a: 45_000, b: 44_000 })
    call(pool, ask)
    const first = send(pool, ask)
    pool.settle(first, coolUntil(pool.now() + 20_000))
    finish(pool, send(pool, { ...ask, tried: [first.account.id] }))
    pool.advance(60_000)
    expect(call(pool, ask)).toBe('b')
  })

  it('of the same session begins beside the others where there is room', () => {
    const pool = poolWith({ a: 50_000, b: 45_000 })
    expect(call(pool, ask)).toBe('a')
    tell(pool, 'a', { left: 30_000 })
    tell(pool, 'b', { left: 50_000 })
    expect(call(pool, { ...ask, size: { ...SIZE, bytes: 8_000 } })).toBe('a')
  })

  it('survives a restart with its account', () => {
    const pool = poolWith({ a: 30_000, b: 45_000 })
    call(pool, ask)
    const again = createTestPool(['a', 'b'], { strategy: 'headroom' })
    const records = pool.board.drainChanges()
    if (records !== null) again.board.restore(JSON.parse(JSON.stringify(records)), again.now())
    tell(again, 'a', { left: 50_000 })
    expect(call(again, ask)).toBe('b')
  })
})

/** So many conversations that begin on each account, of 40; what is left of each is told before every one of them. */
function beginAll(left: Readonly<Record<string, number>>): readonly number[] {
  const pool = createTestPool(Object.keys(left), { strategy: 'headroom' })
  const counts = Object.keys(left).map(() => 0)
  for (let index = 0; index < 40; index++) {
    for (const [name, rest] of Object.entries(left)) tell(pool, name, { left: rest })
    const chosen = send(pool, { conversation: `s-${index}`, size: { ...SIZE, bytes: 4_000 } })
    finish(pool, chosen, { ...USAGE, cacheWrite5m: 900 })
    const position = Object.keys(left).indexOf(chosen.account.name)
    counts[position] = (counts[position] ?? 0) + 1
  }
  return counts
}

describe('a call that was refused', () => {
  it('is not tried on a second account where it takes more than half of a limit that others use, too', () => {
    for (const [bytes, goes] of [
      [104_000, 'nobody: full'],
      [60_000, 'b'],
    ] as const) {
      const pool = poolWith({ a: 50_000, b: 45_000 })
      const size = { ...SIZE, bytes }
      const first = send(pool, { size })
      pool.settle(first, { kind: 'counted' })
      const { buckets } = send(pool, { tried: [first.account.id], size: null }).ticket.member.quota
      for (const bucket of buckets) bucket.unseen = 0.1
      expect(nameOf(choose(pool, { size, tried: [first.account.id] }))).toBe(goes)
    }
  })
})

describe('those that begin', () => {
  it('leave of every limit what comes back in 12 s: those that are under way come first', () => {
    // 10,000, the margin of 2,000, and 10,000 on top of them.
    expect(hold(poolWith({ a: 21_500 }), { conversation: 's-1' }).until).toBeCloseTo(START + 600, -1)
    expect(call(poolWith({ a: 22_001 }), { conversation: 's-1' })).toBe('a')
  })

  it('leave as much of output, though vendors let a call begin as long as there is any', () => {
    const output = { name: 'output-tokens', meter: 'output', capacity: 10_000 } as const
    // Some 600, the margin of 400, and 2,000 on top of them.
    const pool = poolWith({ a: 2_800 }, output)
    expect(choose(pool, { conversation: 's-1' }).kind).not.toBe('account')
    expect(call(poolWith({ a: 3_200 }, output), { conversation: 's-1' })).toBe('a')
  })

  it('do not go where more than a share of the conversations is', () => {
    const counts = beginAll({ a: 50_000, b: 20_000, c: 20_000, d: 20_000 })
    expect(counts[0]).toBeLessThanOrEqual(14)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(7)
  })

  it('go there all the same where nobody else has room for them', () => {
    expect(beginAll({ a: 50_000, b: 5_000, c: 5_000, d: 5_000 })).toEqual([40, 0, 0, 0])
  })
})

describe('a conversation whose account has no room', () => {
  const ask = { conversation: 's-1' }
  const next = { ...ask, size: { ...SIZE, bytes: 44_000 } }

  /** On `a`, with 9,900 tokens cached; its next call takes 1,100 there and 11,000 elsewhere. */
  function poolAfter(left: Readonly<{ a: number; b: number }>): TestPool {
    const pool = poolWith({ a: 45_000, b: 30_000 })
    expect(call(pool, ask)).toBe('a')
    for (const [name, rest] of Object.entries(left)) tell(pool, name, { left: rest })
    return pool
  }

  it('moves only where every limit keeps what comes back in 6 s: half of what those that begin must leave', () => {
    // 11,000, the margin of 2,000, and 5,000 on top of them.
    expect(call(poolAfter({ a: -20_000, b: 18_001 }), next)).toBe('b')
    expect(hold(poolAfter({ a: -20_000, b: 17_900 }), next).place?.for.member.account.name).toBe('b')
  })

  it('needs to leave nothing where none of it is cached any more: it is under way, and pays for its prompt anywhere', () => {
    const pool = poolAfter({ a: 45_000, b: 30_000 })
    pool.advance(5 * MINUTE)
    tell(pool, 'a', { left: 1_000 })
    tell(pool, 'b', { left: 13_001 })
    expect(call(pool, next)).toBe('b')
  })

  it('is waited for where that is not for long', () => {
    const pool = poolAfter({ a: 2_000, b: 50_000 })
    const waiting = hold(pool, next)
    // 1,100 and the margin of 2,000, of which 2,000 are there.
    expect(waiting.until).toBeCloseTo(START + 1_320, -1)
    expect(waiting.place?.for.member.account.name).toBe('a')
  })

  it('is told when to come back where its account has room before what moving costs is back: 9,900 tokens, 11.88 s', () => {
    const choice = choose(poolAfter({ a: -6_700, b: 50_000 }), next)
    expect(choice).toMatchObject({ kind: 'none', why: 'full' })
    expect(choice.kind === 'none' ? choice.until : null).toBeCloseTo(START + 11_760, -1)
    expect(call(poolAfter({ a: -6_900, b: 50_000 }), next)).toBe('b')
  })

  it('is told so, too, where its account cools for no longer than that', () => {
    for (const [ms, goes] of [
      [11_000, 'nobody: cooling'],
      [12_500, 'b'],
    ] as const) {
      const pool = poolAfter({ a: 45_000, b: 50_000 })
      const tried = [idOf('b')]
      pool.settle(send(pool, { tried, size: null }), coolUntil(START + ms))
      expect(nameOf(choose(pool, next)).replace('full', 'cooling')).toBe(goes)
    }
  })

  it('is told to come back after a minute at the most, when all of a limit may be back', () => {
    for (const ms of [58_000, 62_000]) {
      const pool = poolWith({ a: 50_000, b: 45_000 })
      const chosen = send(pool, ask)
      finish(pool, chosen, { ...USAGE, cacheWrite5m: 99_900 })
      pool.advance(MINUTE)
      // The margin of 2,000, and the 100 that are not cached, are to be there.
      tell(pool, 'a', { left: 2_100 - (ms * 50) / 60 })
      expect(chosen.account.name).toBe('a')
      const choice = choose(pool, { ...ask, size: { ...SIZE, bytes: 40_001 } })
      expect(nameOf(choice)).toBe('nobody: full')
      expect(choice.kind === 'none' ? (choice.until ?? Infinity) - pool.now() : Infinity).toBeLessThanOrEqual(MINUTE)
    }
  })
})

/** 10 conversations on each of `a` and `b`, which tell of no limits, and none on `c`, which was away. */
function createUnevenPool(): TestPool {
  const pool = createTestPool(['a', 'b', 'c'], { strategy: 'headroom' })
  pool.callOn('c', coolUntil(START + 1_000))
  for (let index = 0; index < 20; index++) call(pool, { conversation: `s-${index}` })
  pool.advance(1_000)
  return pool
}

describe('a conversation of an account that is with more than its share', () => {
  it('moves to one that is within its share', () => {
    const pool = createUnevenPool()
    expect(send(pool, { conversation: 's-0' })).toMatchObject({
      account: { name: 'c' },
      reason: 'headroom: moved, its account is with more than its share',
    })
  })

  it('stays where all that have room are: each move would pay for the whole prompt again', () => {
    const pool = createUnevenPool()
    // It takes one call at first.
    send(pool)
    const homes = Array.from({ length: 20 }, (_, index) => call(pool, { conversation: `s-${index}` }))
    expect(Array.from({ length: 20 }, (_, index) => call(pool, { conversation: `s-${index}` }))).toEqual(homes)
    expect(send(pool, { conversation: 's-0' }).reason).toBe('headroom: cached here')
  })
})

describe('a call that waits for room', () => {
  it('is sent as soon as there is some', () => {
    const pool = poolWith({ a: 11_000 })
    const waiting = hold(pool)
    pool.advance(Math.ceil(waiting.until - pool.now()))
    expect(send(pool, { waiting: waiting.place, heldSince: START }).account.name).toBe('a')
  })

  it('is turned away at once where it would wait for longer than it may, and told the truth', () => {
    const pool = poolWith({ a: 2_000 })
    const choice = choose(pool)
    if (choice.kind !== 'none') throw new Error('it was not turned away')
    expect(choice.why).toBe('full')
    pool.advance(Math.ceil((choice.until ?? 0) - pool.now()) - 1)
    leave(pool, hold(pool))
    pool.advance(1)
    expect(send(pool).account.name).toBe('a')
  })

  it('is waited for no longer than it may in all', () => {
    const pool = poolWith({ a: 11_000 })
    const waiting = hold(pool)
    pool.advance(1_000)
    tell(pool, 'a', { left: 11_000 })
    expect(choose(pool, { waiting: waiting.place, heldSince: START }).kind).toBe('none')
  })

  it('is not overtaken on its account by one that comes later', () => {
    const pool = poolWith({ a: 11_000 })
    const waiting = hold(pool)
    pool.advance(Math.ceil(waiting.until - pool.now()))
    for (const bytes of [400, 40_000]) {
      expect(choose(pool, { size: { ...SIZE, bytes } }).kind).not.toBe('account')
    }
    expect(send(pool, { waiting: waiting.place, heldSince: START }).account.name).toBe('a')
  })

  it('gives its place back where its caller leaves, once', () => {
    const pool = poolWith({ a: 11_000 })
    const waiting = hold(pool)
    pool.advance(Math.ceil(waiting.until - pool.now()))
    for (let time = 0; time < 2; time++) leave(pool, waiting)
    expect(send(pool).account.name).toBe('a')
  })

  it('is one of a thousand at the most', () => {
    const pool = poolWith({ a: 0 }, { capacity: 5e9, left: 0.02 * 5e9 })
    const held = Array.from({ length: 1_000 }, () => hold(pool))
    expect(choose(pool).kind).toBe('none')
    for (const waiting of held) leave(pool, waiting)
    hold(pool)
  })

  it('gives its place back where the strategy is another by then, or no account is left', () => {
    for (const change of ['strategy', 'accounts'] as const) {
      const pool = poolWith({ a: 11_000 })
      const { policy } = pool.board.view(pool.now())
      const waiting = hold(pool)
      if (change === 'strategy') pool.board.setPolicy({ ...policy, strategy: 'round-robin' }, pool.now())
      else pool.board.setAccounts([], pool.now())
      choose(pool, { waiting: waiting.place, heldSince: START })
      expect(waiting.place?.release()).toBe(false)
      expect(waiting.place?.for.member.waiting.length).toBe(0)
    }
  })
})

describe('an account that comes back', () => {
  it('is given more and more calls, not all of them at once', () => {
    const pool = createTestPool(['a'], { strategy: 'headroom' })
    pool.callOn('a', coolUntil(START + 5_000))
    pool.advance(5_000)
    const sendAll = (): number => {
      for (let sent = 0; sent < 1_000; sent++) {
        const choice = choose(pool, { size: null })
        if (choice.kind === 'account') continue
        if (choice.kind === 'wait') leave(pool, choice)
        return sent
      }
      return 1_000
    }
    const sent: number[] = []
    for (let second = 0; second < 4; second++) {
      sent.push(sendAll())
      pool.advance(1_000)
    }
    expect(sent).toEqual([1, 1, 2, 4])
    pool.advance(7_000)
    expect(sendAll()).toBe(1_000)
  })
})

describe('calls in flight', () => {
  it('are no more than the operator allows, and one of them ends as a call waits', () => {
    const caps = { ...NO_CAPS, maxInFlight: 2 }
    const pool = createTestPool([accountNamed('a', { caps })], { strategy: 'headroom' })
    const first = send(pool)
    send(pool)
    const waiting = hold(pool)
    expect(waiting.until).toBe(START + 100)
    finish(pool, first)
    pool.advance(100)
    expect(send(pool, { waiting: waiting.place, heldSince: START }).account.name).toBe('a')
  })
})
