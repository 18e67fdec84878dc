import { USUAL_HEADROOM } from '../model/pool.ts'
import { describe, expect, test } from 'vitest'
import type { Board } from '../balancer/board.ts'
import { createBoard } from '../balancer/board.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { Refusal } from '../model/refusal.ts'
import { Secret } from '../model/secret.ts'
import { NO_USAGE } from '../model/usage.ts'
import { toErrorAnswer } from './answer.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { headerOf } from './headers.ts'
import { toPassedHeaders } from './leftover.ts'
import { ownRecipient, poolRecipients, singleRecipient } from './recipients.ts'
import type { Recipients } from './recipients.ts'
import type { Finished } from './request-row.ts'
import type { Failure, Step } from './step.ts'

const START = Date.UTC(2026, 10, 22)

function account(name: string, baseUrl = 'https://vendor.example'): Account {
  return {
    id: `id-${name}` as AccountId,
    name,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl,
    kind: 'api_key',
    credential: new Secret(`secret-of-${name}`),
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'environment',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
  }
}

const CALL: Call = { ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: START, stream: false }

function boardOf(accounts: readonly Account[]): Board {
  const policy = {
    name: 'lb',
    strategy: 'round-robin',
    windowMs: 300_000,
    sessionMs: 1,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  return createBoard(policy, accounts)
}

interface Scene {
  readonly exchange: Exchange
  readonly finished: Finished[]
  /** The account that is asked next. */
  readonly asked: () => string
  /** The gateway's or the kept answer. */
  readonly answered: () => {
    status: number
    error: string | null
    retryAfter: string | null
    shouldRetry: string | null
    text: string
  }
  /** The headers that are passed on, `null` where the refusal is not. */
  readonly refuse: (refusal: Partial<Refusal>, status?: number, headers?: readonly string[]) => readonly string[] | null
  readonly fail: (failure: Failure) => void
}

function scene(recipients: Recipients, call: Partial<Call> = {}, max = 5): Scene {
  const finished: Finished[] = []
  const rules = { deadlineMs: 30_000, max, retryAmbiguous: false }
  const events = { onChosen: () => {}, onFinished: (row: Finished) => void finished.push(row) }
  const exchange = new Exchange(
    { ...CALL, ...call },
    recipients,
    { rules, budget: createRetryBudget(), events, hold: null },
    START,
  )
  let step: Step | null = null
  let kept = { status: 0, headers: [] as readonly string[], text: '' }
  const next = (): Step => (step ??= exchange.begin(START))
  return {
    exchange,
    finished,
    asked() {
      const now = next()
      return now.kind === 'send' ? now.account.name : now.kind
    },
    answered() {
      const now = next()
      if (now.kind === 'send') throw new Error(`${now.account.name} was asked`)
      if (now.kind === 'wait') throw new Error('it waits for room')
      if (now.kind === 'pass') {
        return { status: kept.status, error: null, retryAfter: null, shouldRetry: null, text: kept.text }
      }
      const { status, headers, body } = toErrorAnswer('anthropic', now.error, 1)
      return {
        status,
        error: headerOf(headers, 'x-claudeflare-error'),
        retryAfter: headerOf(headers, 'retry-after'),
        shouldRetry: headerOf(headers, 'x-should-retry'),
        text: String(body),
      }
    },
    refuse(refusal, status = refusal.status ?? 500, headers = []) {
      const whole: Refusal = { kind: 'server', status, until: null, scope: { kind: 'account' }, code: null, ...refusal }
      kept = { status, headers, text: `refused with ${status}` }
      step = exchange.onRefused({ status, refusal: whole }, START)
      return step.kind === 'pass' ? toPassedHeaders(headers, step.waitS) : null
    },
    fail(failure) {
      step = exchange.onFailed(failure, START)
    },
  }
}

const ONE = [account('key-1')]
const TWO = [account('key-1'), account('key-2')]
const THREE = [...TWO, account('key-3')]

describe('an exchange', () => {
  test('asks an account, relays its answer and tells what happened', () => {
    const board = boardOf(TWO)
    const { exchange, finished, asked } = scene(poolRecipients(board))
    expect(asked()).toBe('key-1')
    exchange.onAnswered({ status: 200, limits: null }, START + 5)
    exchange.onFirstByte(START + 6)
    exchange.onEnd({ end: 'ok', usage: { ...NO_USAGE, input: 3 }, model: 'claude-x-1', cause: null }, START + 9)
    expect(finished).toHaveLength(1)
    expect(finished[0]).toMatchObject({
      status: 200,
      end: 'ok',
      model: 'claude-x-1',
      error: null,
      firstByteAt: START + 6,
    })
    expect(board.view(START + 9)).toMatchObject({ totalRequests: 1, successfulRequests: 1, failedRequests: 0 })
  })

  test('429: the next account is asked and the caller hears nothing of it', () => {
    const { exchange, asked, refuse } = scene(poolRecipients(boardOf(TWO)))
    expect(asked()).toBe('key-1')
    expect(refuse({ kind: 'limit', status: 429, until: START + 30_000 })).toBeNull()
    expect(asked()).toBe('key-2')
    exchange.onAnswered({ status: 200, limits: null }, START)
    expect(exchange.attempts).toBe(2)
    expect(exchange.answering?.name).toBe('key-2')
  })

  test('other 4xx: passed on with its headers, no other account is asked', () => {
    const { asked, refuse, exchange } = scene(poolRecipients(boardOf(TWO)))
    asked()
    expect(refuse({ kind: 'request', status: 400 }, 400, ['X-Odd', '1', 'Connection', 'close'])).toEqual(['X-Odd', '1'])
    expect(exchange.attempts).toBe(1)
  })

  test('left over: the last answer is passed on where every account refused', () => {
    const { asked, refuse } = scene(poolRecipients(boardOf(TWO)))
    asked()
    expect(refuse({ kind: 'server', status: 500 })).toBeNull()
    expect(asked()).toBe('key-2')
    expect(refuse({ kind: 'server', status: 503 }, 503, ['x-last', 'yes'])).toEqual(['x-last', 'yes'])
  })

  test('left over: a kept answer is given where a later attempt got none', () => {
    const far = [account('key-1'), account('key-2', 'https://elsewhere.example')]
    const { asked, refuse, fail, answered } = scene(poolRecipients(boardOf(far)))
    asked()
    refuse({ kind: 'server', status: 500 })
    expect(asked()).toBe('key-2')
    fail({ kind: 'unreachable', cause: 'ECONNREFUSED' })
    expect(answered()).toMatchObject({ status: 500, text: 'refused with 500', error: null })
  })

  test("left over: a 429's retry-after is the pool's, and a long one tells clients not to wait", () => {
    const { asked, refuse } = scene(poolRecipients(boardOf(ONE)))
    asked()
    const headers = refuse({ kind: 'limit', status: 429, until: START + 90_000 }, 429, [
      'retry-after',
      '7',
      'Retry-After-Ms',
      '1',
    ])
    expect(headers).toEqual(['retry-after', '90', 'x-should-retry', 'false'])
  })

  test.each(['credential', 'credit'] as const)(
    'left over: an answer about our %s becomes 503 pool_exhausted',
    (kind) => {
      const { asked, refuse, answered } = scene(poolRecipients(boardOf(ONE)))
      asked()
      expect(refuse({ kind, status: kind === 'credit' ? 402 : 401 })).toBeNull()
      expect(answered()).toMatchObject({ status: 503, error: 'pool_exhausted' })
    },
  )

  test("an answer about the caller's own credential is passed on", () => {
    const { asked, refuse } = scene(ownRecipient(account('own credential')))
    expect(asked()).toBe('own credential')
    expect(refuse({ kind: 'credential', status: 401 })).toEqual([])
  })

  test('a single key makes no failover', () => {
    const board = boardOf(TWO)
    const { asked, refuse } = scene(singleRecipient(board))
    expect(asked()).toBe('key-1')
    expect(refuse({ kind: 'server', status: 500 }, 500, ['a', 'b'])).toEqual(['a', 'b'])
    expect(board.view(START).totalRequests).toBe(0)
  })

  test('no connection anywhere: 502 upstream_unreachable, and an origin is tried once more at most', () => {
    const { asked, fail, answered } = scene(poolRecipients(boardOf(THREE)))
    for (const name of ['key-1', 'key-2']) {
      expect(asked()).toBe(name)
      fail({ kind: 'unreachable', cause: 'ECONNREFUSED' })
    }
    expect(answered()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
  })

  test('an address that an account may not reach says nothing about its origin: others of it are asked', () => {
    const board = boardOf(THREE)
    const { asked, fail, answered } = scene(poolRecipients(board))
    for (const name of ['key-1', 'key-2', 'key-3']) {
      expect(asked()).toBe(name)
      fail({ kind: 'barred', cause: 'the address 10.0.0.5 is private' })
    }
    expect(answered()).toMatchObject({ status: 502, error: 'upstream_unreachable' })
    const next = scene(poolRecipients(board))
    expect(next.asked()).toBe('key-1')
  })

  test('broken after it was fully sent: 502 upstream_broken, never sent twice', () => {
    const { asked, fail, exchange, answered } = scene(poolRecipients(boardOf(TWO)))
    asked()
    fail({ kind: 'broken', sent: true, cause: 'ECONNRESET' })
    expect(answered()).toMatchObject({ status: 502, error: 'upstream_broken' })
    expect(exchange.attempts).toBe(1)
  })

  test.each(['read', 'count', 'embed'] as const)('broken after it was fully sent: a %s is tried again', (operation) => {
    const { asked, fail } = scene(poolRecipients(boardOf(TWO)), { operation })
    asked()
    fail({ kind: 'broken', sent: true, cause: 'ECONNRESET' })
    expect(asked()).toBe('key-2')
  })

  test('a busy 429 is tried once elsewhere, then passed on as it came', () => {
    const { asked, refuse } = scene(poolRecipients(boardOf(THREE)))
    asked()
    expect(refuse({ kind: 'busy', status: 429 })).toBeNull()
    expect(asked()).toBe('key-2')
    expect(refuse({ kind: 'busy', status: 429 }, 429, ['x-should-retry', 'true'])).toEqual(['x-should-retry', 'true'])
  })

  test('at most max_attempts accounts are asked', () => {
    const { asked, refuse, exchange } = scene(poolRecipients(boardOf(THREE)), {}, 2)
    asked()
    expect(refuse({ kind: 'limit', status: 429, until: START + 1_000 })).toBeNull()
    asked()
    expect(refuse({ kind: 'limit', status: 429, until: START + 1_000 })).not.toBeNull()
    expect(exchange.attempts).toBe(2)
  })

  test('no attempt starts after the deadline', () => {
    const { asked, exchange } = scene(poolRecipients(boardOf(THREE)))
    asked()
    const refusal: Refusal = { kind: 'limit', status: 429, until: null, scope: { kind: 'account' }, code: null }
    expect(exchange.onRefused({ status: 429, refusal }, START + 30_001)).toMatchObject({ kind: 'pass' })
  })

  test('a pool that cools answers 429 pool_cooling with the time until the first is back', () => {
    const board = boardOf(ONE)
    const first = scene(poolRecipients(board))
    first.asked()
    first.refuse({ kind: 'limit', status: 429, until: START + 12_000 })
    const { answered } = scene(poolRecipients(board))
    expect(answered()).toMatchObject({ status: 429, error: 'pool_cooling', retryAfter: '12', shouldRetry: null })
  })

  test('a pool without an able account answers 503 no_accounts', () => {
    const { answered } = scene(poolRecipients(boardOf(ONE)), { protocol: 'gemini' })
    expect(answered()).toMatchObject({ status: 503, error: 'no_accounts' })
  })

  test('the caller went away: nothing for the account, and no request where no answer had begun', () => {
    const board = boardOf(ONE)
    const { asked, exchange, finished } = scene(poolRecipients(board))
    asked()
    exchange.onEnd({ end: 'gone', usage: NO_USAGE, model: null, cause: null }, START + 1)
    expect(finished[0]).toMatchObject({ end: 'gone' })
    expect(board.view(START)).toMatchObject({ totalRequests: 0 })
    expect(board.view(START).accounts[0]).toMatchObject({ failures: 0, requests: 1 })
  })

  test('a stream that was cut is a failed request and one failure of its account', () => {
    const board = boardOf(ONE)
    const { asked, exchange } = scene(poolRecipients(board))
    asked()
    exchange.onAnswered({ status: 200, limits: null }, START)
    exchange.onEnd({ end: 'cut', usage: NO_USAGE, model: null, cause: 'ECONNRESET' }, START + 1)
    expect(board.view(START)).toMatchObject({ failedRequests: 1, successfulRequests: 0 })
    expect(board.view(START).accounts[0]).toMatchObject({ failures: 1 })
  })
})
