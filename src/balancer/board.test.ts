import { UNSIZED } from './choice.ts'
import { describe, expect, it } from 'vitest'
import type { BoardRecords } from '../model/board-records.ts'
import type { Ask } from './board.ts'
import type { TestPool } from './board-fixture.ts'
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
  START,
  SUCCESS,
} from './board-fixture.ts'

const ASK: Ask = {
  protocol: 'anthropic',
  model: 'claude-x',
  client: null,
  conversation: null,
  tried: [],
  shunned: [],
  ...UNSIZED,
}

function stateOf(pool: TestPool, name: string): string | undefined {
  return pool.board.view(pool.now()).accounts.find((account) => account.name === name)?.state
}

/** As it comes back from a store. */
function drained(pool: TestPool): BoardRecords {
  const changes = pool.board.drainChanges()
  if (changes === null) throw new Error('nothing has changed')
  return JSON.parse(JSON.stringify(changes)) as BoardRecords
}

describe('a paused account', () => {
  it('is left alone until it is resumed, whatever happens to it meanwhile', () => {
    const pool = createTestPool(['a', 'b'])
    const early = pool.take()
    pool.board.pause(idOf('a'), 'by hand', pool.now())
    pool.settle(early, SUCCESS)
    pool.board.reset(null, pool.now())
    pool.advance(60 * MINUTE)
    expect(pool.calls(3)).toEqual(['b', 'b', 'b'])
    expect(pool.board.view(pool.now()).accounts[0]).toMatchObject({ state: 'paused', reason: 'by hand', until: null })
    pool.board.resume(idOf('a'), pool.now())
    expect(pool.calls(2)).toEqual(['a', 'b'])
  })
})

describe('reset', () => {
  it('clears the statistics, enables disabled keys, keeps cooldowns', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    pool.callOn('a', CREDENTIAL)
    for (let count = 0; count < 6; count++) pool.callOn('b', FAILURE)
    pool.callOn('c', coolUntil(START + MINUTE))
    pool.board.countRequest('failed', pool.now())
    pool.board.reset(null, pool.now())
    const view = pool.board.view(pool.now())
    expect(view.accounts.map((one) => one.state)).toEqual(['serving', 'serving', 'cooling'])
    expect(view.accounts.map((one) => [one.requests, one.failures, one.lastUsed])).toEqual([
      [0, 0, null],
      [0, 0, null],
      [0, 0, null],
    ])
    expect(view).toMatchObject({ totalRequests: 0, failedRequests: 0, lastUsed: null })
  })

  it('of one account leaves the others and the totals alone', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', CREDENTIAL)
    pool.callOn('b', CREDENTIAL)
    pool.board.countRequest('failed', pool.now())
    pool.board.reset(idOf('a'), pool.now())
    expect([stateOf(pool, 'a'), stateOf(pool, 'b')]).toEqual(['serving', 'disabled'])
    expect(pool.board.view(pool.now())).toMatchObject({ totalRequests: 1, failedRequests: 1 })
  })
})

describe('statistics', () => {
  it('count attempts on accounts, and callers’ requests on the pool', () => {
    const pool = createTestPool(['a', 'b'])
    const first = pool.take()
    pool.settle(first, coolUntil(START + MINUTE))
    pool.advance(10)
    pool.settle(pool.take({ tried: [first.account.id] }), SUCCESS)
    pool.board.countRequest('successful', pool.now())
    expect(pool.board.view(pool.now())).toMatchObject({
      totalKeys: 2,
      activeKeys: 1,
      totalRequests: 1,
      successfulRequests: 1,
      failedRequests: 0,
      lastUsed: START + 10,
      failovers: 1,
      accounts: [
        { name: 'a', requests: 1, failures: 1, limitsMet: 1, failovers: 1, share: 0.5, lastUsed: START },
        { name: 'b', requests: 1, failures: 0, limitsMet: 0, failovers: 0, share: 0.5, lastUsed: START + 10 },
      ],
    })
  })

  it('a ticket settled twice counts once', () => {
    const pool = createTestPool(['a'])
    const chosen = pool.take()
    pool.settle(chosen, FAILURE)
    pool.settle(chosen, FAILURE)
    expect(pool.board.view(pool.now()).accounts[0]?.failures).toBe(1)
  })
})

describe('the single-key route', () => {
  it('asks the first able account in configured order, whatever its health, and takes no turn', () => {
    const pool = createTestPool([accountNamed('g', { protocol: 'gemini' }), 'a', 'b'])
    const first = (): string => nameOf(pool.board.first(ASK, pool.now()))
    expect([first(), first()]).toEqual(['a', 'a'])
    pool.callOn('a', CREDENTIAL)
    expect(first()).toBe('a')
    expect(pool.board.view(pool.now()).accounts[1]?.requests).toBe(4)
    expect(nameOf(pool.board.first({ ...ASK, protocol: 'openai' }, pool.now()))).toBe('nobody: none_able')
    pool.board.pause(idOf('a'), 'by hand', pool.now())
    expect(first()).toBe('b')
  })

  it('a success of its own ends what the account was marked with', () => {
    const pool = createTestPool(['a', 'b'])
    pool.callOn('a', CREDENTIAL)
    const choice = pool.board.first(ASK, pool.now())
    if (choice.kind === 'account') pool.settle(choice, SUCCESS)
    expect(stateOf(pool, 'a')).toBe('serving')
  })
})

describe('a policy changed while it runs', () => {
  it('takes effect with the next choice', () => {
    const pool = createTestPool([accountNamed('a', { weight: 3 }), 'b'])
    pool.calls(3)
    const policy = pool.board.view(pool.now()).policy
    pool.board.setPolicy({ ...policy, strategy: 'weighted' }, pool.now())
    expect(countOf(pool.calls(8))).toEqual({ a: 6, b: 2 })
    pool.board.setPolicy({ ...policy, strategy: 'session' }, pool.now())
    expect(new Set(pool.calls(5)).size).toBe(1)
    pool.board.setPolicy({ ...policy, strategy: 'round-robin' }, pool.now())
    expect(countOf(pool.calls(4))).toEqual({ a: 2, b: 2 })
  })
})

describe('accounts changed while it runs', () => {
  it('keep what is remembered of them, by their id, also where they were gone for a while', () => {
    const pool = createTestPool(['a', 'b', 'c'])
    pool.callOn('b', coolUntil(START + MINUTE))
    const late = pool.take()
    pool.board.setAccounts([accountNamed('c'), accountNamed('d')], pool.now())
    pool.settle(late, FAILURE)
    expect(pool.calls(3)).toEqual(['c', 'd', 'c'])
    pool.board.setAccounts([{ ...accountNamed('b'), name: 'renamed' }, accountNamed('a')], pool.now())
    expect(pool.calls(2)).toEqual(['a', 'a'])
    expect(pool.board.view(pool.now()).accounts[0]).toMatchObject({ name: 'renamed', state: 'cooling', requests: 1 })
    pool.advance(MINUTE)
    expect(new Set(pool.calls(2))).toEqual(new Set(['renamed', 'a']))
  })
})

describe('a restart', () => {
  it('keeps cooldowns, disabled and paused accounts, counters and the order of turns', () => {
    const pool = createTestPool(['a', 'b', 'c', 'd', 'e', 'f'])
    pool.callOn('a', coolUntil(START + MINUTE))
    pool.callOn('b', coolUntil(START + MINUTE, { kind: 'model', model: 'opus' }), { model: 'opus' })
    pool.callOn('c', CREDENTIAL)
    for (let count = 0; count < 6; count++) pool.callOn('d', FAILURE)
    pool.board.pause(idOf('e'), 'by hand', pool.now())
    pool.board.countRequest('successful', pool.now())
    pool.call()
    const before = pool.board.view(pool.now())
    const again = createTestPool(['f', 'e', 'd', 'c', 'b', 'a'])
    again.board.restore(drained(pool), again.now())
    const after = again.board.view(again.now())
    expect(after.accounts.toSorted((x, y) => x.name.localeCompare(y.name))).toEqual(before.accounts)
    expect(after.totalRequests).toBe(1)
    expect(again.calls(3)).toEqual(['b', 'f', 'b'])
    expect(again.call(SUCCESS, { model: 'opus' })).toBe('f')
    expect(again.call(SUCCESS, { model: 'opus' })).toBe('f')
    again.advance(MINUTE)
    expect(again.call(SUCCESS, { model: 'opus' })).toBe('a')
  })

  it('finds nothing to drain where nothing has changed, and only what has', () => {
    const pool = createTestPool(['a', 'b'])
    expect(pool.board.drainChanges()).toBeNull()
    pool.call()
    expect(pool.board.drainChanges()?.accounts.map((one) => one.id)).toEqual([idOf('a')])
    expect(pool.board.drainChanges()).toBeNull()
  })
})
