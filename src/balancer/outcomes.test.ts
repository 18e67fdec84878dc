import { UNSIZED } from './choice.ts'
import { describe, expect, it } from 'vitest'
import type { Refusal } from '../model/refusal.ts'
import type { TestPool } from './board-fixture.ts'
import {
  accountNamed,
  coolUntil,
  createTestPool,
  HOUR,
  idOf,
  judged,
  MINUTE,
  nameOf,
  refusal,
  SUCCESS,
} from './board-fixture.ts'

/** The rows of contract §6, from an outcome to who is asked next. `judge.test.ts` has what the caller gets. */
function answerOnce(over: Partial<Refusal>): TestPool {
  const pool = createTestPool(['a', 'b'])
  pool.call(judged({ kind: 'refused', refusal: refusal(over) }))
  return pool
}

/** Whom the next four calls go to. */
function next(pool: TestPool): string {
  return pool.calls(4).join('')
}

function viewOf(pool: TestPool, name: string): unknown {
  const { state, reason, until, failures } =
    pool.board.view(pool.now()).accounts.find((account) => account.name === name) ?? {}
  return { state, reason, until: until === null || until === undefined ? null : until - pool.now(), failures }
}

describe('what an answer means for the account (contract §6)', () => {
  it('2xx: a success; ends a cooldown that began before the request was sent', () => {
    const pool = createTestPool(['a'])
    const early = pool.take()
    const limited = pool.take()
    pool.settle(limited, coolUntil(pool.now() + MINUTE))
    pool.settle(early, SUCCESS)
    expect(nameOf(pool.choose())).toBe('nobody: cooling')
    const late = pool.board.first(
      { protocol: 'anthropic', model: null, client: null, conversation: null, tried: [], shunned: [], ...UNSIZED },
      pool.now(),
    )
    if (late.kind === 'account') pool.board.answered(late.ticket, pool.now())
    expect(nameOf(pool.choose())).toBe('a')
  })

  it('429 with a reset or retry-after: cools until then', () => {
    const pool = answerOnce({ until: null })
    pool.board.setAccounts([accountNamed('c'), accountNamed('d')], pool.now())
    pool.callOn('c', coolUntil(pool.now() + 37_000))
    expect(viewOf(pool, 'c')).toEqual({ state: 'cooling', reason: 'limit', until: 37_000, failures: 1 })
    expect(next(pool)).toBe('dddd')
    pool.advance(36_999)
    expect(next(pool)).toBe('dddd')
    pool.advance(1)
    expect(next(pool)).toBe('cdcd')
  })

  it('429 with neither and x-should-retry: true: nothing but the count', () => {
    const pool = answerOnce({ kind: 'busy' })
    expect(viewOf(pool, 'a')).toEqual({ state: 'serving', reason: null, until: null, failures: 1 })
    expect(next(pool)).toBe('baba')
  })

  it('429 with neither: cools 5 s', () => {
    const pool = answerOnce({})
    expect(viewOf(pool, 'a')).toEqual({ state: 'cooling', reason: 'limit', until: 5_000, failures: 1 })
    pool.advance(4_999)
    expect(next(pool)).toBe('bbbb')
    pool.advance(1)
    expect(next(pool)).toBe('abab')
  })

  it('402, or a 429 or 400 that speaks of credit: cools until the limit ends, else 1 h', () => {
    const said = createTestPool(['a', 'b'])
    said.call(judged({ kind: 'refused', refusal: refusal({ kind: 'credit', until: said.now() + 3 * MINUTE }) }))
    expect(viewOf(said, 'a')).toMatchObject({ state: 'cooling', until: 3 * MINUTE })
    for (const status of [402, 429, 400]) {
      const pool = answerOnce({ kind: 'credit', status, code: 'insufficient_quota' })
      expect(viewOf(pool, 'a')).toEqual({ state: 'cooling', reason: 'insufficient_quota', until: HOUR, failures: 1 })
    }
  })

  it('529: counted, nothing more', () => {
    const pool = createTestPool(['a'])
    for (let count = 0; count < 50; count++) {
      pool.call(judged({ kind: 'refused', refusal: refusal({ kind: 'overloaded', status: 529 }) }))
    }
    expect(viewOf(pool, 'a')).toEqual({ state: 'serving', reason: null, until: null, failures: 50 })
  })

  it('500, 502, 503, 504 and other 5xx: one failure', () => {
    for (const status of [500, 502, 503, 504, 520]) {
      const pool = createTestPool(['a', 'b'])
      const mark = judged({ kind: 'refused', refusal: refusal({ kind: 'server', status }) })
      for (let count = 0; count < 5; count++) pool.callOn('a', mark)
      expect(viewOf(pool, 'a')).toMatchObject({ state: 'serving', failures: 5 })
      pool.callOn('a', mark)
      expect(viewOf(pool, 'a')).toEqual({ state: 'disabled', reason: 'failures', until: 30_000, failures: 6 })
    }
  })

  it('3xx, 400, 404, 409, 413, 422 and other 4xx: nothing', () => {
    for (const status of [302, 400, 404, 409, 413, 418, 422]) {
      const pool = createTestPool(['a'])
      for (let count = 0; count < 30; count++) {
        pool.call(judged({ kind: 'refused', refusal: refusal({ kind: 'request', status }) }))
      }
      expect(viewOf(pool, 'a')).toEqual({ state: 'serving', reason: null, until: null, failures: 0 })
    }
  })

  it('401, or a 400 that speaks of the credential: disabled, reason auth, for 30 min, then one probe', () => {
    const pool = answerOnce({ kind: 'credential', status: 401 })
    expect(viewOf(pool, 'a')).toEqual({ state: 'disabled', reason: 'auth', until: 30 * MINUTE, failures: 1 })
    pool.advance(30 * MINUTE - 1)
    expect(next(pool)).toBe('bbbb')
    pool.advance(1)
    const probe = pool.take()
    expect([probe.account.name, probe.reason]).toEqual(['a', 'probe'])
    expect(next(pool)).toBe('bbbb')
    pool.board.answered(probe.ticket, pool.now())
    expect(next(pool)).toBe('abab')
  })

  it('401 again on the probe: disabled for another 30 min', () => {
    const pool = answerOnce({ kind: 'credential', status: 401 })
    pool.call()
    pool.advance(30 * MINUTE)
    expect(pool.call({ kind: 'credential' })).toBe('a')
    expect(viewOf(pool, 'a')).toMatchObject({ state: 'disabled', reason: 'auth', until: 30 * MINUTE })
    expect(next(pool)).toBe('bbbb')
  })

  it('403: one failure', () => {
    const pool = createTestPool(['a', 'b'])
    const mark = judged({ kind: 'refused', refusal: refusal({ kind: 'forbidden', status: 403 }) })
    for (let count = 0; count < 6; count++) pool.callOn('a', mark)
    expect(viewOf(pool, 'a')).toMatchObject({ state: 'disabled', failures: 6 })
  })

  it('no connection: for 5 s the accounts of that origin come last, and none of them is to blame', () => {
    const pool = createTestPool([
      accountNamed('a', { baseUrl: 'https://one.example' }),
      accountNamed('b', { baseUrl: 'https://one.example:443/prefix' }),
      accountNamed('c', { baseUrl: 'https://two.example' }),
    ])
    pool.call(judged({ kind: 'unreachable', cause: 'ECONNREFUSED' }))
    expect(viewOf(pool, 'a')).toEqual({ state: 'serving', reason: null, until: null, failures: 0 })
    expect(next(pool)).toBe('cccc')
    expect(pool.take({ tried: [idOf('c')] }).account.name).toBe('b')
    pool.advance(4_999)
    expect(next(pool)).toBe('cccc')
    pool.advance(1)
    expect(next(pool)).toBe('abca')
  })

  it('no connection to any origin: the order is as ever', () => {
    const pool = createTestPool(['a', 'b'])
    pool.call(judged({ kind: 'unreachable', cause: 'ENOTFOUND' }))
    expect(next(pool)).toBe('baba')
  })

  it('an origin that a call shuns is not asked by it', () => {
    const pool = createTestPool([
      accountNamed('a', { baseUrl: 'https://one.example' }),
      accountNamed('b', { baseUrl: 'https://one.example' }),
      accountNamed('c', { baseUrl: 'https://two.example' }),
    ])
    expect(pool.take({ shunned: ['https://one.example'] }).account.name).toBe('c')
    expect(nameOf(pool.choose({ shunned: ['https://one.example'], tried: [idOf('c')] }))).toBe('nobody: tried')
  })

  it('broken before or after the request was sent, or silent: one failure', () => {
    for (const outcome of [
      { kind: 'broken', sent: false, cause: 'x' },
      { kind: 'broken', sent: true, cause: 'x' },
      { kind: 'silent' },
    ] as const) {
      const pool = createTestPool(['a', 'b'])
      for (let count = 0; count < 6; count++) pool.callOn('a', judged(outcome))
      expect(viewOf(pool, 'a')).toMatchObject({ state: 'disabled', reason: 'failures' })
    }
  })

  it('a stream that breaks later: one failure, not a success and a failure', () => {
    const pool = createTestPool(['a', 'b'])
    for (let count = 0; count < 6; count++) {
      const chosen = pool.take({ tried: [idOf('b')] })
      pool.board.answered(chosen.ticket, pool.now())
      pool.settle(chosen, { kind: 'failure' })
    }
    expect(viewOf(pool, 'a')).toEqual({ state: 'disabled', reason: 'failures', until: 30_000, failures: 6 })
  })

  it('the caller went away: nothing', () => {
    const pool = createTestPool(['a'])
    for (let count = 0; count < 30; count++) pool.call({ kind: 'nothing' })
    expect(viewOf(pool, 'a')).toEqual({ state: 'serving', reason: null, until: null, failures: 0 })
  })
})
