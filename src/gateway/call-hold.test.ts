import { USUAL_HEADROOM } from '../model/pool.ts'
import { describe, expect, test } from 'vitest'
import { createKeyLimits } from '../accounts/key-limits.ts'
import { createBoard } from '../balancer/board.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { ClientKeyRecord } from '../model/client-key.ts'
import type { BoundOf, PriceOf } from '../model/price.ts'
import { Secret } from '../model/secret.ts'
import { NO_USAGE } from '../model/usage.ts'
import type { LimitPorts } from './admit-limited.ts'
import { admitLimited, resumeLimited } from './admit-limited.ts'
import type { AnswerEnd } from './answer-end.ts'
import { GIVEN, toGoneEnd } from './answer-end.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { Holdings } from './holdings.ts'
import { createPoolRuntime } from './pool-runtime.ts'

const NOW = Date.UTC(2026, 10, 26, 12)
const LOAD = { bytes: 400, prompt: 'here', cacheWrite: 'none', output: 100 } as const

const KEY: ClientKeyRecord = {
  id: 'key_1',
  name: 'laptop',
  hash: '',
  scopes: ['call'],
  pools: [],
  models: [],
  expiresAt: null,
  requestsPerMinute: null,
  tokensPerMinute: 1_000,
  budget: { usd: 1, per: 'day' },
  createdAt: 0,
  lastUsedAt: null,
}

/** Dollars a token; a model that is not here has no price. */
const PRICES = new Map([
  ['cheap', 0.000_1],
  ['dear', 0.001],
])
const boundOf: BoundOf = ({ model, prompt, output }) => {
  const price = PRICES.get(model)
  return price === undefined ? null : price * ((prompt ?? 10_000) + output)
}
const priceOf: PriceOf = ({ model, usage: { input, output } }) => {
  const price = PRICES.get(model ?? '')
  return price === undefined || input === null || output === null ? null : price * (input + output)
}

function account(name: string, differs: Partial<Account> = {}): Account {
  return {
    id: `id-${name}` as AccountId,
    name,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: `https://${name}.example`,
    kind: 'api_key',
    credential: new Secret(name),
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    source: 'file',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
    ...differs,
  }
}

const DEARER = account('dearer', { modelMap: [{ pattern: 'cheap', target: 'dear' }] })

function bed(accounts: readonly Account[] = [account('a'), account('b')]) {
  const policy = {
    name: 'lb',
    strategy: 'round-robin',
    windowMs: 1,
    sessionMs: 1,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  const pool = createPoolRuntime('lb', createBoard(policy, accounts), new Holdings())
  const limits = createKeyLimits({ kept: [], timeZone: () => 'UTC', onSpend: () => {} })
  const ports: LimitPorts = { limits, priceOf, boundOf }
  let calls = 0
  const ask = (differs: Partial<Call> = {}) => {
    calls += 1
    const call: Call = { ...EXAMPLE_CALL, model: 'cheap', id: calls, name: 'req', startedAt: NOW, ...differs }
    return { key: KEY, call, load: LOAD, targetsOf: pool.targetsOf }
  }
  return {
    ports,
    ask,
    pool,
    spent: () => limits.standOf(KEY, NOW)?.spentUsd,
    held: () => limits.standOf(KEY, NOW)?.heldUsd,
    /** Tokens that a call would have to wait for. */
    tokens: () => {
      const told = limits.admit({ ...KEY, tokensPerMinute: 1 }, { call: 0, tokens: 0, usd: 0 }, NOW)
      return told.kind === 'tokens' ? told.used : 0
    },
    open: (differs: Partial<Call> = {}): Exchange => {
      const asked = ask(differs)
      const admission = admitLimited(asked, ports, NOW)
      if (admission.kind === 'refused') throw new Error(admission.error.message)
      const hold = admission.kind === 'held' ? admission.hold : null
      const rules = { deadlineMs: 30_000, max: 5, retryAmbiguous: true }
      const events = { onChosen: () => {}, onFinished: () => {} }
      return new Exchange(asked.call, pool.all, { rules, budget: createRetryBudget(), events, hold }, NOW)
    },
  }
}

const whole = (input: number, output: number, model: string | null = null): AnswerEnd => ({
  end: 'ok',
  usage: { ...NO_USAGE, input, output },
  model,
  cause: null,
})
/** 500 tokens at the cheap price. */
const MOST = 0.05

describe('what a call may cost', () => {
  test('is by the dearest of the accounts that may serve it', () => {
    const { open, held } = bed([account('a'), DEARER])
    open()
    expect(held()).toBeCloseTo(0.5, 9)
  })

  test('leaves accounts out that do not serve its protocol or its model, and follows them as they change', () => {
    const others = [account('a'), { ...DEARER, models: ['gpt-*'] }, account('g', { protocol: 'gemini' })]
    const { open, held, pool } = bed(others)
    open()
    expect(held()).toBeCloseTo(MOST, 9)
    pool.board.setAccounts([DEARER], NOW)
    open()
    expect(held()).toBeCloseTo(MOST + 0.5, 9)
  })

  test('is unknown where one of them has no price', () => {
    const unlisted = account('b', { provider: 'vllm', modelMap: [{ pattern: '*', target: 'qwen' }] })
    const { ask, ports } = bed([account('a'), unlisted])
    expect(admitLimited(ask(), ports, NOW)).toMatchObject({
      kind: 'refused',
      error: { code: 'model_unpriced', message: expect.stringContaining('the model qwen at vllm'), retryAfterS: null },
    })
  })

  test('is bounded by the context window where the prompt lies elsewhere', () => {
    const { ask, ports } = bed()
    const asked = { ...ask(), load: { ...LOAD, prompt: 'elsewhere' as const } }
    expect(admitLimited(asked, ports, NOW)).toMatchObject({ error: { code: 'budget_exceeded' } })
  })

  test('is nothing where nobody serves it: the pool says so', () => {
    const { open } = bed([])
    expect(open().begin(NOW)).toMatchObject({ kind: 'refuse', error: { code: 'no_accounts' } })
  })

  test.each([
    ['generate', 'POST', null, 'refused'],
    ['embed', 'POST', null, 'refused'],
    ['other', 'POST', 'cheap', 'refused'],
    ['other', 'DELETE', null, 'free'],
    ['count', 'POST', 'unlisted', 'free'],
    ['read', 'GET', null, 'free'],
  ] as const)('by %s with %s and the model %s: %s', (operation, method, model, kind) => {
    const { ask, ports } = bed()
    expect(admitLimited(ask({ operation, method, model }), ports, NOW).kind).toBe(kind)
  })

  test('is of no interest to a key without a budget', () => {
    const { ask, ports } = bed()
    const key = { ...KEY, budget: null }
    expect(admitLimited({ ...ask({ model: null }), key }, ports, NOW).kind).toBe('held')
    expect(admitLimited({ ...ask({ operation: 'other' }), key }, ports, NOW).kind).toBe('free')
  })
})

describe('what a call is charged', () => {
  test('is what its usage says, of all kinds of tokens', () => {
    const { open, spent, held, tokens } = bed()
    const exchange = open()
    expect([held(), tokens()]).toEqual([MOST, 200])
    exchange.begin(NOW)
    exchange.onAnswered({ status: 200, limits: null }, NOW)
    const end = whole(10, 20)
    exchange.onEnd({ ...end, usage: { ...end.usage, cacheRead: 5, cacheWrite1h: 7 } }, NOW)
    exchange.onEnd(toGoneEnd(null), NOW)
    expect([spent(), held(), tokens()]).toEqual([0.003, 0, 42])
  })

  test('is by the model that answered, or by the one asked for where that is not listed', () => {
    const { open, spent } = bed()
    for (const model of ['dear', 'cheap-2027-01-01']) {
      const exchange = open()
      exchange.begin(NOW)
      exchange.onAnswered({ status: 200, limits: null }, NOW)
      exchange.onEnd(whole(10, 20, model), NOW)
    }
    expect(spent()).toBeCloseTo(0.03 + 0.003, 9)
  })

  test.each([
    ['the answer was cut', { ...whole(1, 1), end: 'cut' }],
    ['the caller went away', toGoneEnd(null)],
    ['the caller went away when it had begun', { ...whole(1, 1), end: 'gone' }],
    ['no usage came', { ...GIVEN }],
  ] as const)('is what was held where %s', (_, end) => {
    const { open, spent, held, tokens } = bed()
    const exchange = open()
    exchange.begin(NOW)
    exchange.onAnswered({ status: 200, limits: null }, NOW)
    exchange.onEnd(end, NOW)
    expect([spent(), held(), tokens()]).toEqual([MOST, 0, 200])
  })

  test('is what was held where the caller left before an answer', () => {
    const { open, spent } = bed()
    const exchange = open()
    exchange.begin(NOW)
    exchange.onEnd(toGoneEnd(null), NOW)
    expect(spent()).toBe(MOST)
  })

  test('is no less than what was held where it may have been carried out twice', () => {
    const { open, spent } = bed()
    const exchange = open()
    exchange.begin(NOW)
    expect(exchange.onFailed({ kind: 'broken', sent: true, cause: 'ECONNRESET' }, NOW).kind).toBe('send')
    exchange.onAnswered({ status: 200, limits: null }, NOW)
    exchange.onEnd(whole(10, 20), NOW)
    expect(spent()).toBe(MOST)
  })

  test('is more than what was held where the vendor counted more', () => {
    const { open, spent } = bed()
    const exchange = open()
    exchange.begin(NOW)
    exchange.onAnswered({ status: 200, limits: null }, NOW)
    exchange.onEnd(whole(600, 20), NOW)
    expect(spent()).toBeCloseTo(0.062, 9)
  })

  test('is nothing where every vendor asked refused it, or could not be reached', () => {
    const { open, spent, held, tokens } = bed()
    const exchange = open()
    exchange.begin(NOW)
    exchange.onFailed({ kind: 'unreachable', cause: 'ECONNREFUSED' }, NOW)
    const refusal = { kind: 'request', status: 400, until: null, scope: { kind: 'account' }, code: null } as const
    exchange.onRefused({ status: 400, refusal }, NOW)
    exchange.onEnd(toGoneEnd(null), NOW)
    expect([spent(), held(), tokens()]).toEqual([0, 0, 0])
  })

  test('is nothing where it was redirected, or nobody was asked', () => {
    const { open, spent, held } = bed()
    const redirected = open()
    redirected.begin(NOW)
    redirected.onAnswered({ status: 302, limits: null }, NOW)
    redirected.onEnd(GIVEN, NOW)
    open().onEnd(toGoneEnd(null), NOW)
    expect([spent(), held()]).toEqual([0, 0])
  })

  test('is settled also by a call that was taken up again', () => {
    const { ask, ports, spent, held } = bed()
    const hold = resumeLimited(ask(), ports)
    expect(held()).toBe(MOST)
    hold?.settle({ account: null, model: null, usage: NO_USAGE, endedAt: NOW }, 'whole')
    expect([spent(), held()]).toEqual([MOST, 0])
    expect(resumeLimited(ask({ operation: 'read' }), ports)).toBeNull()
  })
})
