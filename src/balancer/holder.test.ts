import { UNSIZED } from './choice.ts'
import { describe, expect, it } from 'vitest'
import type { Ask, Choice } from './board.ts'
import {
  accountNamed,
  coolUntil,
  countOf,
  createTestPool,
  CREDENTIAL,
  FAILURE,
  idOf,
  MINUTE,
  nameOf,
  SUCCESS,
  UNREACHABLE,
} from './board-fixture.ts'
import type { TestPool } from './board-fixture.ts'

const ASK: Ask = {
  protocol: 'anthropic',
  model: 'claude-x',
  client: null,
  conversation: null,
  tried: [],
  shunned: [],
  ...UNSIZED,
}

function only(pool: TestPool, name: string, ask: Partial<Ask> = {}): Choice {
  return pool.board.only(idOf(name), { ...ASK, ...ask }, pool.now())
}

function inOrder(pool: TestPool, tried: readonly string[] = []): Choice {
  return pool.board.inOrder({ ...ASK, tried: tried.map(idOf) }, 'seeking', pool.now())
}

function end(pool: TestPool, choice: Choice): void {
  if (choice.kind === 'account') pool.settle(choice, SUCCESS)
}

describe('the account that holds something', () => {
  it('is asked whoever’s turn it is, and takes no turn from the others', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    const names: string[] = []
    for (let count = 0; count < 6; count++) {
      const choice = only(pool, 'c')
      expect(choice).toMatchObject({ kind: 'account', reason: 'holds it', account: { name: 'c' } })
      end(pool, choice)
      names.push(pool.call())
    }
    expect(countOf(names)).toEqual({ a: 2, b: 2, c: 2 })
    expect(pool.board.view(pool.now()).accounts.map(({ requests }) => requests)).toEqual([2, 2, 8])
  })

  it('is not asked while it cools, is paused or its credential is refused, and no other is', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', coolUntil(pool.now() + MINUTE))
    expect(only(pool, 'a')).toMatchObject({ kind: 'none', why: 'cooling', until: pool.now() + MINUTE })
    pool.board.pause(idOf('b'), 'by hand', pool.now())
    expect(only(pool, 'b')).toMatchObject({ kind: 'none', why: 'none_able', until: null })
    pool.board.resume(idOf('b'), pool.now())
    pool.callOn('b', CREDENTIAL)
    expect(only(pool, 'b')).toMatchObject({ kind: 'none', why: 'disabled', until: pool.now() + 30 * MINUTE })
  })

  it('that is disabled by failures is probed, one request at a time', () => {
    const pool = createTestPool(['a', 'b'])
    for (let count = 0; count < 6; count++) pool.callOn('a', FAILURE)
    const probe = only(pool, 'a')
    expect(probe).toMatchObject({ kind: 'account', reason: 'probe' })
    expect(nameOf(only(pool, 'a'))).toBe('nobody: disabled')
    end(pool, probe)
    expect(only(pool, 'a')).toMatchObject({ reason: 'holds it' })
  })

  it('that is gone, speaks another protocol or does not serve the model is nobody', () => {
    const pool = createTestPool([accountNamed('a', { models: ['claude-haiku-*'] }), 'b'])
    expect(nameOf(only(pool, 'gone'))).toBe('nobody: none_able')
    expect(nameOf(only(pool, 'b', { protocol: 'openai' }))).toBe('nobody: none_able')
    expect(nameOf(only(pool, 'a'))).toBe('nobody: none_able')
    expect(nameOf(only(pool, 'a', { model: null }))).toBe('a')
  })
})

describe('accounts in their configured order', () => {
  it('are asked from the first one on, whatever the strategy', () => {
    for (const strategy of ['round-robin', 'weighted', 'time-window', 'session'] as const) {
      const pool = createTestPool(['a', 'b', 'c'], { strategy })
      pool.calls(2)
      expect([inOrder(pool), inOrder(pool, ['a']), inOrder(pool, ['a', 'b'])].map(nameOf)).toEqual(['a', 'b', 'c'])
      expect(nameOf(inOrder(pool, ['a', 'b', 'c']))).toBe('nobody: tried')
    }
  })

  it('pass over those that cannot be asked, and tell of them once nobody is left', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', coolUntil(pool.now() + MINUTE))
    expect(nameOf(inOrder(pool))).toBe('b')
    expect(inOrder(pool, ['b'])).toMatchObject({ kind: 'none', why: 'cooling', until: pool.now() + MINUTE })
  })

  it('put those of unreachable origins last', () => {
    const pool = createTestPool([accountNamed('a', { baseUrl: 'https://down.example' }), 'b'])
    pool.callOn('a', UNREACHABLE)
    expect([inOrder(pool), inOrder(pool, ['b'])].map(nameOf)).toEqual(['b', 'a'])
  })

  it('count a failover where something is made, none where it is sought', () => {
    const pool = createTestPool(['a', 'b'])
    const ask = { ...ASK, tried: [idOf('a')] }
    expect(pool.board.inOrder(ask, 'home', pool.now())).toMatchObject({ reason: 'failover' })
    expect(pool.board.inOrder(ask, 'seeking', pool.now())).toMatchObject({ reason: 'seeking' })
    expect(pool.board.view(pool.now()).accounts[0]?.failovers).toBe(1)
  })
})
