import { describe, expect, test } from 'vitest'
import type { Account, AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import type { Board } from '../balancer/board.ts'
import { createBoard } from '../balancer/board.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import type { AttemptRow } from '../model/ledger.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import type { Refusal } from '../model/refusal.ts'
import { Secret } from '../model/secret.ts'
import { NO_USAGE } from '../model/usage.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { poolRecipients, singleRecipient } from './recipients.ts'
import type { Failure, Step } from './step.ts'

const START = Date.UTC(2026, 10, 22)
const NAMES = ['a', 'b', 'c', 'd']

function accountNamed(name: string): Account {
  return {
    id: `id-${name}` as AccountId,
    name,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: 'https://vendor.example',
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

type Answer = (Partial<Refusal> & Pick<Refusal, 'kind'>) | Failure | 'ok'

const SERVER: Answer = { kind: 'server', status: 500, code: 'api_error' }
const LIMIT: Answer = { kind: 'limit', status: 429, code: 'rate_limit_error' }
const BUSY: Answer = { kind: 'overloaded', status: 529, code: 'overloaded_error' }
const RESET: Answer = { ...LIMIT, until: START + 60_000 }

const isFailure = (answer: Exclude<Answer, 'ok'>): answer is Failure =>
  answer.kind === 'silent' || answer.kind === 'broken'

interface Scene {
  readonly board: Board
  /** One call whose attempts are answered so, in turn. Tells how its attempts ended and the status that the caller got. */
  readonly call: (
    answers: readonly Answer[],
    way?: 'balanced' | 'single',
  ) => { rows: readonly AttemptRow[]; status: number }
  readonly advance: (ms: number) => void
  /** `serving`, `cooling` or `disabled`, account by account. */
  readonly states: () => readonly string[]
}

function openScene(names = NAMES): Scene {
  const policy = {
    name: 'lb',
    strategy: 'round-robin',
    windowMs: 300_000,
    sessionMs: 1,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  const board = createBoard(policy, names.map(accountNamed))
  const budget = createRetryBudget()
  let now = START

  function report(exchange: Exchange, answer: Answer): Step | null {
    if (answer === 'ok') {
      exchange.onAnswered({ status: 200, limits: null }, now)
      return null
    }
    return isFailure(answer) ? exchange.onFailed(answer, now) : refuse(exchange, answer)
  }

  function refuse(exchange: Exchange, over: Partial<Refusal>): Step {
    const refusal: Refusal = {
      kind: 'server',
      status: 500,
      until: null,
      scope: { kind: 'account' },
      code: null,
      ...over,
    }
    return exchange.onRefused({ status: refusal.status, refusal }, now)
  }

  return {
    board,
    call(answers, way = 'balanced') {
      let told: { rows: readonly AttemptRow[]; status: number } = { rows: [], status: 0 }
      const exchange = new Exchange(
        { ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: now, stream: false },
        way === 'balanced' ? poolRecipients(board) : singleRecipient(board),
        {
          rules: { deadlineMs: 30_000, max: 5, retryAmbiguous: false },
          budget,
          events: {
            onChosen: () => {},
            onFinished: ({ attempts, status }) => {
              told = { rows: attempts.map((attempt) => attempt.toRow()), status }
            },
          },
          hold: null,
        },
        now,
      )
      let step: Step | null = exchange.begin(now)
      for (const answer of answers) if (step?.kind === 'send') step = report(exchange, answer)
      exchange.onEnd({ end: 'ok', usage: NO_USAGE, model: null, cause: null }, now)
      return told
    },
    advance(ms) {
      now += ms
    },
    states: () => board.view(now).accounts.map(({ state }) => state),
  }
}

/** All of them have served. */
function openWellScene(): Scene {
  const scene = openScene()
  for (let count = 0; count < NAMES.length; count += 1) scene.call(['ok'])
  return scene
}

describe('a call that fails on several accounts in the same way', () => {
  test.each([
    ['a limit without an end', LIMIT],
    ['a server error', SERVER],
    ['403', { kind: 'forbidden', status: 403 } as const],
    ['silence', { kind: 'silent' } as const],
    ['a broken connection', { kind: 'broken', sent: false, cause: 'ECONNRESET' } as const],
  ])('marks none of them, however often: %s', (_, answer) => {
    const scene = openWellScene()
    for (let round = 0; round < 30; round += 1) {
      const { rows } = scene.call([answer, answer, answer, answer])
      expect(rows.length).toBeGreaterThan(1)
      expect(scene.states()).toEqual(['serving', 'serving', 'serving', 'serving'])
      for (let count = 0; count < NAMES.length; count += 1) scene.call(['ok'])
      scene.advance(1_000)
    }
  })

  test('is told of in its trace', () => {
    const { rows } = openWellScene().call([LIMIT, LIMIT, 'ok'])
    const withdrawn = 'limit rate_limit_error (mark withdrawn, other accounts failed alike)'
    expect(rows.map(({ result }) => result)).toEqual([withdrawn, withdrawn, 'success'])
  })

  test('keeps the marks of accounts that have never served', () => {
    const scene = openScene()
    scene.call([LIMIT, LIMIT, LIMIT, LIMIT])
    expect(scene.states()).toEqual(['cooling', 'cooling', 'cooling', 'cooling'])
  })

  test('keeps them where the next call fails as well, before any success', () => {
    const scene = openWellScene()
    scene.call([LIMIT, LIMIT, LIMIT, LIMIT])
    expect(scene.states()).toEqual(['serving', 'serving', 'serving', 'serving'])
    scene.call([LIMIT, LIMIT, LIMIT, LIMIT])
    expect(scene.states()).toEqual(['cooling', 'cooling', 'cooling', 'cooling'])
  })
})

describe('a mark stands', () => {
  test('where one account alone fails', () => {
    const scene = openWellScene()
    scene.call([LIMIT, 'ok'])
    expect(scene.states()).toEqual(['cooling', 'serving', 'serving', 'serving'])
  })

  test('where another fails otherwise', () => {
    const scene = openWellScene()
    scene.call([LIMIT, { ...LIMIT, code: 'other' }, SERVER, 'ok'])
    expect(scene.states()).toEqual(['cooling', 'cooling', 'serving', 'serving'])
  })

  test('where the limit names its end', () => {
    const scene = openWellScene()
    scene.call([RESET, RESET, 'ok'])
    expect(scene.states()).toEqual(['cooling', 'cooling', 'serving', 'serving'])
  })

  test('where the call was asked of one account alone', () => {
    const scene = openWellScene()
    scene.call([LIMIT], 'single')
    expect(scene.states()).toEqual(['cooling', 'serving', 'serving', 'serving'])
  })

  test('of the odd one out, while those that failed alike lose theirs', () => {
    const scene = openWellScene()
    scene.call([LIMIT, { ...LIMIT, code: 'other' }, LIMIT, 'ok'])
    expect(scene.states()).toEqual(['serving', 'cooling', 'serving', 'serving'])
  })
})

describe('a storm', () => {
  test('gives calls the first 529 that they meet, as it came, and says why', () => {
    const scene = openWellScene()
    scene.advance(20_000)
    const first = scene.call([BUSY, BUSY, BUSY, BUSY])
    expect(first.rows.length).toBeGreaterThanOrEqual(3)
    for (let count = 0; count < 20; count += 1) {
      const { rows, status } = scene.call([BUSY, BUSY])
      expect([rows.length, status]).toEqual([1, 529])
      expect(rows[0]?.result).toBe('overloaded overloaded_error (not sent on, the whole pool is overloaded)')
    }
    expect(scene.states()).toEqual(['serving', 'serving', 'serving', 'serving'])
  })

  test('holds up no other failover', () => {
    const scene = openWellScene()
    scene.call([BUSY, BUSY, BUSY, BUSY])
    expect(scene.call([RESET, 'ok'])).toMatchObject({ status: 200 })
  })

  test('is over with a success, and after 5 s', () => {
    const scene = openWellScene()
    scene.call([BUSY, BUSY, BUSY, BUSY])
    expect(scene.call([BUSY]).rows).toHaveLength(1)
    scene.call(['ok'])
    expect(scene.call([BUSY, 'ok'])).toMatchObject({ status: 200 })
    scene.call([BUSY, BUSY, BUSY, BUSY])
    scene.advance(5_001)
    expect(scene.call([BUSY, 'ok'])).toMatchObject({ status: 200 })
  })
})
