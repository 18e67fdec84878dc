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
    expect(reason).toBe('headroom')
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

describe('those that begin', () => {
  it('leave a tenth of every limit to those that are under way', () => {
    // 10,000 and the margin of 2,000 fit into it, and not 5,000 on top of them.
    expect(hold(poolWith({ a: 16_500 }), { conversation: 's-1' }).until).toBeCloseTo(START + 600, 1)
    expect(call(poolWith({ a: 17_001 }), { conversation: 's-1' })).toBe('a')
  })

  it('do not go where more than a share of the conversations is', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd'], { strategy: 'headroom' })
    for (let index = 0; index < 40; index++) {
      for (const name of ['b', 'c', 'd']) tell(pool, name, { left: 20_000 })
      tell(pool, 'a', { left: 50_000 })
      call(pool, { conversation: `s-${index}`, size: { ...SIZE, bytes: 4_000 } })
    }
    const counts = pool.board.view(pool.now()).accounts.map(({ requests }) => requests - 40)
    expect(counts[0]).toBeLessThanOrEqual(14)
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(7)
  })
})

describe('a call that waits for room', () => {
  it('is sent as soon as there is some', () => {
    const pool = poolWith({ a: 16_000 })
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
    const pool = poolWith({ a: 16_000 })
    const waiting = hold(pool)
    pool.advance(1_000)
    tell(pool, 'a', { left: 16_000 })
    expect(choose(pool, { waiting: waiting.place, heldSince: START }).kind).toBe('none')
  })

  it('is not overtaken on its account by one that comes later', () => {
    const pool = poolWith({ a: 16_000 })
    const waiting = hold(pool)
    pool.advance(Math.ceil(waiting.until - pool.now()))
    for (const bytes of [400, 40_000]) {
      expect(choose(pool, { size: { ...SIZE, bytes } }).kind).not.toBe('account')
    }
    expect(send(pool, { waiting: waiting.place, heldSince: START }).account.name).toBe('a')
  })

  it('gives its place back where its caller leaves, once', () => {
    const pool = poolWith({ a: 16_000 })
    const waiting = hold(pool)
    pool.advance(Math.ceil(waiting.until - pool.now()))
    for (let time = 0; time < 2; time++) leave(pool, waiting)
    expect(send(pool).account.name).toBe('a')
  })

  it('is one of a thousand at the most', () => {
    const pool = poolWith({ a: 0 }, { capacity: 5e9, left: 0.14 * 5e9 })
    const held = Array.from({ length: 1_000 }, () => hold(pool))
    expect(choose(pool).kind).toBe('none')
    for (const waiting of held) leave(pool, waiting)
    hold(pool)
  })

  it('gives its place back where the strategy is another by then, or no account is left', () => {
    for (const change of ['strategy', 'accounts'] as const) {
      const pool = poolWith({ a: 16_000 })
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
