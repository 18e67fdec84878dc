import { USUAL_HEADROOM } from '../model/pool.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Board, createBoard } from '../balancer/board.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Refusal } from '../model/refusal.ts'
import { GIVEN } from './answer-end.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { poolRecipients, type Recipients, singleRecipient } from './recipients.ts'
import type { Step } from './step.ts'

const START = Date.UTC(2026, 10, 22)
const HALF_HOUR = 1_800_000
const REFUSED: Refusal = { kind: 'credential', status: 401, until: null, scope: { kind: 'account' }, code: 'auth' }

let board: Board
let now: number

beforeEach(() => {
  now = START
  board = boardOf(['a', 'b'])
})

function account(name: string, change: Partial<Account> = {}): Account {
  return {
    id: `id-${name}` as AccountId,
    name,
    pool: 'accounts',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://vendor.example',
    kind: 'oauth',
    credential: null,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'store',
    allowPrivate: false,
    needsSignIn: null,
    caps: NO_CAPS,
    ...change,
  }
}

function boardOf(names: readonly string[], change: Partial<Account> = {}): Board {
  const policy = {
    name: 'accounts',
    strategy: 'session',
    windowMs: 1,
    sessionMs: 1e9,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  return createBoard(
    policy,
    names.map((name) => account(name, change)),
  )
}

function open(rules: { max?: number } = {}, recipients: Recipients = poolRecipients(board)): Exchange {
  const call = { ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: now, stream: false, pool: 'accounts' }
  const ports = {
    rules: { deadlineMs: 30_000, max: rules.max ?? 5, retryAmbiguous: false },
    budget: createRetryBudget(),
    hold: null,
    events: { onChosen: () => {}, onFinished: () => {} },
  }
  return new Exchange(call, recipients, ports, now)
}

function words(step: Step): string {
  switch (step.kind) {
    case 'send':
      return `${step.account.name} ${step.token}`
    case 'wait':
    case 'pass':
      return step.kind
    case 'refuse':
      return `${step.error.code} ${step.error.retryAfterS}`
  }
}

const begin = (exchange: Exchange) => words(exchange.begin(now))
const refuse = (exchange: Exchange, status = 401) =>
  words(exchange.onRefused({ status, refusal: { ...REFUSED, status } }, now))
const lack = (exchange: Exchange, until: number | null) =>
  words(exchange.onFailed({ kind: 'unready', cause: 'no token', until }, now))

function succeed(exchange: Exchange): void {
  exchange.onAnswered({ status: 200, limits: null }, now)
  exchange.onEnd({ ...GIVEN, end: 'ok' }, now)
}

function stateOf(name: string): string {
  const seen = board.view(now).accounts.find(({ id }) => id === `id-${name}`)
  return `${seen?.state} ${seen?.reason}`
}

describe('a refused token', () => {
  test('is renewed once, and the same account asked again', () => {
    const exchange = open()
    expect(begin(exchange)).toBe('a current')
    expect(refuse(exchange)).toBe('a renewed')
    succeed(exchange)
    expect(exchange.attempts).toBe(2)
    expect(stateOf('a')).toBe('serving null')
    expect(board.view(now).accounts[0]).toMatchObject({ requests: 2, failures: 1 })
  })

  test('and refused again: the account is disabled for half an hour, and the next one asked', () => {
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    expect(refuse(exchange)).toBe('b current')
    succeed(exchange)
    expect(stateOf('a')).toBe('disabled auth')
    now += HALF_HOUR - 1
    expect(begin(open())).toBe('b current')
  })

  test('and refused again is one account that was asked, not two', () => {
    board = boardOf(['a'])
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    const step = exchange.onRefused({ status: 401, refusal: REFUSED }, now)
    expect(step.kind === 'refuse' && step.error.message).toMatch(/^The account that was asked was refused/)
  })

  test('is told by a code in the body of a 400 too', () => {
    const exchange = open()
    begin(exchange)
    expect(refuse(exchange, 400)).toBe('a renewed')
  })

  test('of the next account is renewed, too', () => {
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    refuse(exchange)
    expect(refuse(exchange)).toBe('b renewed')
    expect(refuse(exchange)).toMatch(/^pool_exhausted 1800/)
    expect(exchange.attempts).toBe(4)
  })

  test('is not renewed past max_attempts or the deadline', () => {
    const once = open({ max: 1 })
    begin(once)
    expect(refuse(once)).toMatch(/^pool_exhausted/)
    expect(once.attempts).toBe(1)
    board = boardOf(['a', 'b'])
    const late = open()
    begin(late)
    now += 30_001
    expect(refuse(late)).toMatch(/^pool_exhausted/)
    board = boardOf(['a', 'b'])
    now = START
    const inTime = open()
    begin(inTime)
    now += 30_000
    expect(refuse(inTime)).toBe('a renewed')
  })

  test('of a key is none: the key is disabled at once', () => {
    board = boardOf(['a', 'b'], { kind: 'api_key' })
    const exchange = open()
    begin(exchange)
    expect(refuse(exchange)).toBe('b current')
    expect(stateOf('a')).toBe('disabled auth')
  })

  test('of a workload is renewed as one of a person is', () => {
    board = boardOf(['a'], { kind: 'workload_identity' })
    const exchange = open()
    begin(exchange)
    expect(refuse(exchange)).toBe('a renewed')
  })

  test('of an account that is gone meanwhile: the next one is asked', () => {
    const exchange = open()
    begin(exchange)
    board.setAccounts([account('b')], now)
    expect(refuse(exchange)).toBe('b current')
  })

  test('on the single-key route is renewed, and nobody else asked', () => {
    const exchange = open({}, singleRecipient(board))
    expect(begin(exchange)).toBe('a current')
    expect(refuse(exchange)).toBe('a renewed')
    expect(refuse(exchange)).toMatch(/^pool_exhausted/)
  })

  test('does not move the session of the pool', () => {
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    succeed(exchange)
    for (let call = 0; call < 3; call += 1) expect(begin(open())).toBe('a current')
  })

  test('of a probe: the place is held until the repeat is over', () => {
    board = boardOf(['a'])
    const first = open()
    begin(first)
    refuse(first)
    refuse(first)
    first.onEnd(GIVEN, now)
    now += HALF_HOUR
    const probe = open()
    expect(begin(probe)).toBe('a current')
    expect(refuse(probe)).toBe('a renewed')
    expect(begin(open())).toMatch(/^pool_exhausted/)
    succeed(probe)
    expect(stateOf('a')).toBe('serving null')
    expect(begin(open())).toBe('a current')
  })

  test('of a probe, refused again: disabled for another half hour, and the place is free after it', () => {
    board = boardOf(['a'])
    const first = open()
    begin(first)
    refuse(first)
    refuse(first)
    now += HALF_HOUR
    const probe = open()
    begin(probe)
    refuse(probe)
    expect(refuse(probe)).toMatch(/^pool_exhausted/)
    expect(begin(open())).toMatch(/^pool_exhausted/)
    now += HALF_HOUR
    expect(begin(open())).toBe('a current')
  })

  test('of a probe whose caller left in the repeat frees the place', () => {
    board = boardOf(['a'])
    const first = open()
    begin(first)
    refuse(first)
    refuse(first)
    now += HALF_HOUR
    const probe = open()
    begin(probe)
    refuse(probe)
    probe.onEnd({ ...GIVEN, end: 'gone' }, now)
    expect(begin(open())).toBe('a current')
  })

  test('and a limit met in the repeat: it cools, and the next one is asked', () => {
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    const refusal: Refusal = { ...REFUSED, kind: 'limit', status: 429, until: now + 60_000 }
    expect(words(exchange.onRefused({ status: 429, refusal }, now))).toBe('b current')
    expect(stateOf('a')).toBe('cooling auth')
  })
})

describe('an account without a token', () => {
  test('cools until the next is tried, and the next account is asked', () => {
    const exchange = open()
    begin(exchange)
    expect(lack(exchange, now + 8_000)).toBe('b current')
    succeed(exchange)
    expect(stateOf('a')).toBe('cooling no_token')
    now += 8_000
    expect(stateOf('a')).toBe('serving null')
  })

  test('and no other: the caller hears when to come back', () => {
    board = boardOf(['a'])
    const exchange = open()
    begin(exchange)
    expect(lack(exchange, now + 8_000)).toBe('pool_exhausted 8')
    expect(begin(open())).toBe('pool_cooling 8')
  })

  test('for the repeat: the refusal at hand is not the caller’s business', () => {
    board = boardOf(['a'])
    const exchange = open()
    begin(exchange)
    refuse(exchange)
    expect(lack(exchange, now + 2_000)).toBe('pool_exhausted 2')
    expect(stateOf('a')).toBe('cooling no_token')
  })

  test('counts as no failure of it: nothing was sent', () => {
    for (let call = 0; call < 12; call += 1) {
      const exchange = open()
      begin(exchange)
      lack(exchange, null)
      exchange.onEnd(GIVEN, now)
    }
    expect(stateOf('a')).toBe('serving null')
    expect(board.view(now).accounts.map(({ failures, limitsMet }) => [failures, limitsMet])).toEqual([
      [0, 0],
      [0, 0],
    ])
  })
})

describe('an account that waits for a person', () => {
  beforeEach(() => board.setAccounts([account('a', { needsSignIn: 'invalid_grant' }), account('b')], now))

  test('is asked by nobody, and shows why', () => {
    expect(stateOf('a')).toBe('needs_sign_in invalid_grant')
    expect(begin(open())).toBe('b current')
    expect(begin(open({}, singleRecipient(board)))).toBe('b current')
  })

  test('loses the session to the next, which keeps it', () => {
    board = boardOf(['a', 'b'])
    expect(begin(open())).toBe('a current')
    board.setAccounts([account('a', { needsSignIn: 'invalid_grant' }), account('b')], now)
    expect(begin(open())).toBe('b current')
    board.setAccounts([account('a'), account('b')], now)
    expect(begin(open())).toBe('b current')
  })

  test('and no other: nobody can be asked, and no waiting helps', () => {
    board.setAccounts([account('a', { needsSignIn: 'invalid_grant' })], now)
    expect(begin(open())).toBe('pool_exhausted null')
    expect(begin(open({}, singleRecipient(board)))).toBe('pool_exhausted null')
  })

  test('is paused all the same where somebody pauses it', () => {
    board.pause('id-a' as AccountId, 'leave it', now)
    expect(stateOf('a')).toBe('paused leave it')
    board.resume('id-a' as AccountId, now)
    expect(stateOf('a')).toBe('needs_sign_in invalid_grant')
  })
})
