import { describe, expect, test } from 'vitest'
import { accountNamed, idOf } from '../balancer/board-fixture.ts'
import { createBoard } from '../balancer/board.ts'
import { UNSIZED } from '../balancer/choice.ts'
import type { Account } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import type { Refusal } from '../model/refusal.ts'
import { NO_USAGE } from '../model/usage.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { Holdings } from './holdings.ts'
import type { PoolRuntime } from './pool-runtime.ts'
import { createPoolRuntime } from './pool-runtime.ts'
import { recipientsOf } from './state-recipients.ts'
import type { Step } from './step.ts'

const NOW = 1_795_305_600_000
const POLICY = {
  name: 'lb',
  strategy: 'round-robin',
  windowMs: 1,
  sessionMs: 1,
  sessionScope: 'pool',
  headroom: USUAL_HEADROOM,
} as const

/** `a`, `b` and `c` are of one organisation, `d` is of another. */
function openPool(...accounts: readonly Account[]): PoolRuntime {
  const all = accounts.length > 0 ? accounts : ['a', 'b', 'c', 'd'].map((name) => accountNamed(name))
  const board = createBoard(POLICY, all)
  for (const { name, caps } of all) if (caps.quotaGroup === null) tell(board, name, name === 'd' ? 'org-2' : 'org-1')
  return createPoolRuntime('lb', board, new Holdings())
}

const ASK = { protocol: 'anthropic', model: null, client: null, conversation: null, tried: [], shunned: [] } as const

/** A call on that account, whose answer names its organisation. */
function tell(board: PoolRuntime['board'], name: string, group: string): void {
  const chosen = board.only(idOf(name), { ...ASK, ...UNSIZED }, NOW)
  if (chosen.kind !== 'account') expect.fail(`${name} can be asked`)
  board.told(chosen.ticket, { group, limits: [] }, NOW)
  board.settle(chosen.ticket, { kind: 'success' }, NOW)
}

function hold(pool: PoolRuntime, resource: string, account: string): void {
  pool.holdings.hold('lb', resource, { account: idOf(account), now: NOW })
}

/** A call of that pool that names something: each step as a word. */
function open(pool: PoolRuntime, ...names: readonly string[]) {
  const reaches = { names, otherwise: 'seek' } as const
  const call: Call = { ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: NOW, stream: false, reaches }
  const rules = { deadlineMs: 30_000, max: 5, retryAmbiguous: false }
  let reason = ''
  const events = { onChosen: (_: Call, attempt: { reason: string }) => (reason = attempt.reason), onFinished: () => {} }
  const recipients = recipientsOf(pool, 'balanced', call)
  const exchange = new Exchange(call, recipients, { rules, budget: pool.budget, events, hold: null }, NOW)
  return {
    begin: () => toWord(exchange.begin(NOW)),
    refuse(status: number, kind: Refusal['kind'] = 'request', until: number | null = null) {
      const refusal: Refusal = { kind, status, until, scope: { kind: 'account' }, code: null }
      return toWord(exchange.onRefused({ status, refusal }, NOW))
    },
    answer() {
      exchange.onAnswered({ status: 200, limits: null }, NOW)
      exchange.onEnd({ end: 'ok', usage: NO_USAGE, model: null, cause: null }, NOW)
    },
    reason: () => reason,
  }
}

function toWord(step: Step): string {
  if (step.kind === 'send') return step.account.name
  if (step.kind === 'wait') return 'wait'
  return step.kind === 'pass' ? `pass ${step.waitS}` : step.error.code
}

describe('a file whose account cannot serve', () => {
  test('is asked for at another account of its organisation, and goes on being held by its own', () => {
    const pool = openPool()
    hold(pool, 'file_1', 'b')
    pool.board.pause(idOf('b'), 'test', NOW)
    const call = open(pool, 'file_1')
    expect([call.begin(), call.reason()]).toEqual(['a', 'its group'])
    call.answer()
    expect(pool.holdings.find('lb', 'file_1', NOW)).toBe(idOf('b'))
    pool.board.resume(idOf('b'), NOW)
    const again = open(pool, 'file_1')
    expect([again.begin(), again.reason()]).toEqual(['b', 'holds it'])
  })

  test('is sought among them, since they may be of another workspace, and nowhere else', () => {
    const pool = openPool()
    hold(pool, 'msgbatch_1', 'b')
    pool.board.pause(idOf('b'), 'test', NOW)
    const call = open(pool, 'msgbatch_1')
    expect([call.begin(), call.refuse(404), call.refuse(404)]).toEqual(['a', 'c', 'no_accounts'])
  })

  test('is gone where its account is gone, and nobody else of its organisation knows it', () => {
    const pool = openPool()
    hold(pool, 'file_1', 'b')
    pool.board.setAccounts(
      ['a', 'd'].map((name) => accountNamed(name)),
      NOW,
    )
    const call = open(pool, 'file_1')
    expect([call.begin(), call.refuse(404)]).toEqual(['a', 'pass null'])
  })

  test('is found by the group of an account that was gone before a restart', () => {
    const pool = openPool()
    const records = pool.board.drainChanges()
    const board = createBoard(POLICY, [accountNamed('a'), accountNamed('d')])
    board.restore(JSON.parse(JSON.stringify(records)), NOW)
    const after = createPoolRuntime('lb', board, new Holdings())
    hold(after, 'file_1', 'b')
    expect(open(after, 'file_1').begin()).toBe('a')
  })

  test('is asked for in the group that the operator has set before the rest of the organisation', () => {
    const caps = { ...NO_CAPS, quotaGroup: 'workspace' }
    const pool = openPool(accountNamed('a'), accountNamed('b', { caps }), accountNamed('c', { caps }))
    for (const name of ['b', 'c']) tell(pool.board, name, 'org-1')
    hold(pool, 'file_1', 'b')
    pool.board.pause(idOf('b'), 'test', NOW)
    const call = open(pool, 'file_1')
    expect([call.begin(), call.refuse(404), call.refuse(404)]).toEqual(['c', 'a', 'no_accounts'])
  })

  test('is waited for while its account only cools', () => {
    const pool = openPool()
    hold(pool, 'file_1', 'b')
    const first = open(pool, 'file_1')
    expect([first.begin(), first.refuse(429, 'limit', NOW + 9_000)]).toEqual(['b', 'pass null'])
    expect(open(pool, 'file_1').begin()).toBe('pool_cooling')
  })

  test('has no other account where no group is known, nor one of another organisation', () => {
    const pool = openPool()
    hold(pool, 'file_1', 'd')
    pool.board.pause(idOf('d'), 'test', NOW)
    expect(open(pool, 'file_1').begin()).toBe('no_accounts')
  })
})

test.each(['resp_1', 'container_1', 'cachedContents/1'])('%s is bound to its account alone', (name) => {
  const pool = openPool()
  hold(pool, name, 'b')
  pool.board.pause(idOf('b'), 'test', NOW)
  expect(open(pool, name).begin()).toBe('no_accounts')
  hold(pool, 'file_1', 'b')
  expect(open(pool, name, 'file_1').begin()).toBe('no_accounts')
})

test('files of several accounts are nobody’s, whatever their groups', () => {
  const pool = openPool()
  hold(pool, 'file_1', 'b')
  hold(pool, 'file_2', 'c')
  expect(open(pool, 'file_1', 'file_2').begin()).toBe('bad_request')
})
