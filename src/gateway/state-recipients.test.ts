import { USUAL_HEADROOM } from '../model/pool.ts'
import { describe, expect, test } from 'vitest'
import { accountNamed, idOf } from '../balancer/board-fixture.ts'
import { createBoard } from '../balancer/board.ts'
import type { Call } from '../model/call.ts'
import type { Refusal } from '../model/refusal.ts'
import type { StateReach } from '../model/state-reach.ts'
import { NO_USAGE } from '../model/usage.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { Holdings } from './holdings.ts'
import type { PoolRuntime } from './pool-runtime.ts'
import { createPoolRuntime } from './pool-runtime.ts'
import { recipientsOf } from './state-recipients.ts'
import type { Step } from './step.ts'

const NOW = 1_795_305_600_000
const NAMES = ['a', 'b', 'c']

function openPool(): PoolRuntime {
  const policy = {
    name: 'lb',
    strategy: 'round-robin',
    windowMs: 1,
    sessionMs: 1,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  return createPoolRuntime(
    'lb',
    createBoard(
      policy,
      NAMES.map((name) => accountNamed(name)),
    ),
    new Holdings(),
  )
}

function hold(pool: PoolRuntime, resource: string, account: string): void {
  pool.holdings.hold('lb', resource, { account: idOf(account), now: NOW })
}

/** A call of that pool, as its Exchange goes on: each step as a word. */
function open(pool: PoolRuntime, reaches: StateReach | null, way: 'balanced' | 'single' = 'balanced') {
  const call: Call = { ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: NOW, stream: false, reaches }
  const rules = { deadlineMs: 30_000, max: 5, retryAmbiguous: false }
  const events = { onChosen: () => {}, onFinished: () => {} }
  const exchange = new Exchange(
    call,
    recipientsOf(pool, way, call),
    { rules, budget: pool.budget, events, hold: null },
    NOW,
  )
  const end = (): void => exchange.onEnd({ end: 'ok', usage: NO_USAGE, model: null, cause: null }, NOW)
  return {
    exchange,
    begin: () => toWord(exchange.begin(NOW)),
    refuse(status: number, kind: Refusal['kind'] = 'request', until: number | null = null) {
      const refusal: Refusal = { kind, status, until, scope: { kind: 'account' }, code: null }
      return toWord(exchange.onRefused({ status, refusal }, NOW))
    },
    answer() {
      exchange.onAnswered({ status: 200, limits: null }, NOW)
      end()
    },
    end,
  }
}

function toWord(step: Step): string {
  if (step.kind === 'send') return step.account.name
  if (step.kind === 'wait') return 'wait'
  return step.kind === 'pass' ? `pass ${step.waitS}` : step.error.code
}

const naming = (otherwise: StateReach['otherwise'], ...names: readonly string[]): StateReach => ({ names, otherwise })

describe('a call that names what is held', () => {
  test('goes to the account that holds it, and nowhere else whatever it says', () => {
    const pool = openPool()
    hold(pool, 'file-1', 'c')
    for (const [status, kind] of [
      [404, 'request'],
      [500, 'server'],
      [529, 'overloaded'],
    ] as const) {
      const call = open(pool, naming('seek', 'file-1'))
      expect([call.begin(), call.refuse(status, kind)]).toEqual(['c', 'pass null'])
      call.end()
    }
  })

  test('is told that it is bound while that account cools', () => {
    const pool = openPool()
    hold(pool, 'resp_1', 'b')
    const first = open(pool, naming('strategy', 'resp_1'))
    expect([first.begin(), first.refuse(429, 'limit', NOW + 9_000)]).toEqual(['b', 'pass null'])
    expect(open(pool, naming('strategy', 'resp_1')).begin()).toBe('pool_cooling')
    expect(open(pool, naming('strategy', 'resp_2')).begin()).toBe('a')
  })

  test('goes to nobody where two hold it', () => {
    const pool = openPool()
    hold(pool, 'file-1', 'a')
    hold(pool, 'file-2', 'b')
    expect(open(pool, naming('strategy', 'file-1', 'file-2')).begin()).toBe('bad_request')
    expect(open(pool, naming('strategy', 'file-2', 'file-unknown')).begin()).toBe('b')
  })

  test('goes to its account on the single-key route, too, and any other to the first', () => {
    const pool = openPool()
    hold(pool, 'file-1', 'c')
    expect(open(pool, naming('seek', 'file-1'), 'single').begin()).toBe('c')
    const unknown = open(pool, naming('seek', 'file-2'), 'single')
    expect([unknown.begin(), unknown.refuse(404)]).toEqual(['a', 'pass null'])
  })
})

describe('a call that names what nobody is known to hold', () => {
  test('seeks it in configured order, and it is remembered where it was found', () => {
    const pool = openPool()
    const call = open(pool, naming('seek', 'file-1'))
    expect([call.begin(), call.refuse(404), call.refuse(403)]).toEqual(['a', 'b', 'c'])
    call.answer()
    expect(open(pool, naming('seek', 'file-1')).begin()).toBe('c')
  })

  test('stops at any other refusal: it may be the holder’s', () => {
    const pool = openPool()
    const call = open(pool, naming('seek', 'file-1'))
    expect([call.begin(), call.refuse(404), call.refuse(500, 'server')]).toEqual(['a', 'b', 'pass null'])
    expect(pool.holdings.find('lb', 'file-1', NOW)).toBeNull()
  })

  test('gets the last 404 where all were asked, and is told to wait where one could not be', () => {
    const pool = openPool()
    const all = open(pool, naming('seek', 'file-1'))
    expect([all.begin(), all.refuse(404), all.refuse(404), all.refuse(404)]).toEqual(['a', 'b', 'c', 'pass null'])
    const limited = open(pool, null)
    expect(limited.begin()).toBe('a')
    limited.refuse(429, 'limit', NOW + 9_000)
    const some = open(pool, naming('seek', 'file-1'))
    expect([some.begin(), some.refuse(404), some.refuse(404)]).toEqual(['b', 'c', 'pool_cooling'])
  })

  test('goes by the strategy where it generates, and is held by whoever took it', () => {
    const pool = openPool()
    open(pool, null).begin()
    const call = open(pool, naming('strategy', 'resp_1'))
    expect(call.begin()).toBe('b')
    call.answer()
    expect(open(pool, naming('strategy', 'resp_1')).begin()).toBe('b')
  })
})

describe('a call that names nothing', () => {
  test('goes to the first account; where it makes something, the next one is asked if that refuses', () => {
    const pool = openPool()
    open(pool, null).begin()
    const making = open(pool, naming('home'))
    expect([making.begin(), making.refuse(500, 'server')]).toEqual(['a', 'b'])
    making.exchange.onHeld('file-9', NOW)
    expect(pool.holdings.find('lb', 'file-9', NOW)).toBe(idOf('b'))
    const listing = open(pool, naming('home alone'))
    expect([listing.begin(), listing.refuse(500, 'server')]).toEqual(['a', 'pass null'])
  })
})
