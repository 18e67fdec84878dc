import { describe, expect, test } from 'vitest'
import { accountNamed, START } from '../balancer/board-fixture.ts'
import type { Board } from '../balancer/board.ts'
import { createBoard } from '../balancer/board.ts'
import { createRetryBudget } from '../balancer/retry-budget.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import type { Refusal } from '../model/refusal.ts'
import { GIVEN, toGoneEnd } from './answer-end.ts'
import { EXAMPLE_CALL } from './call-fixture.ts'
import { Exchange } from './exchange.ts'
import { poolRecipients } from './recipients.ts'
import type { Finished } from './request-row.ts'
import type { Step } from './step.ts'

/** Calls of a pool with strategy `headroom` that nobody can take just now. */
interface Scene {
  readonly board: Board
  readonly finished: readonly Finished[]
  readonly open: (now: number) => Exchange
  /** An account is refused a call, for so many ms from then on. */
  readonly cool: (ms: number, now: number) => void
}

function createScene(names: readonly string[], maxHoldMs: number): Scene {
  const headroom = { ...USUAL_HEADROOM, maxHoldMs }
  const board = createBoard(
    { name: 'lb', strategy: 'headroom', windowMs: 1, sessionMs: 1, sessionScope: 'pool', headroom },
    names.map((name) => accountNamed(name)),
  )
  const finished: Finished[] = []
  const ports = {
    rules: { deadlineMs: 30_000, max: 5, retryAmbiguous: false },
    budget: createRetryBudget(),
    events: { onChosen: () => {}, onFinished: (one: Finished) => void finished.push(one) },
    hold: null,
  }
  const open = (now: number): Exchange =>
    new Exchange({ ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: now }, poolRecipients(board), ports, now)
  return {
    board,
    finished,
    open,
    cool(ms, now) {
      const exchange = open(now)
      exchange.begin(now)
      exchange.onRefused({ status: 429, refusal: limitUntil(now + ms) }, now)
      exchange.onEnd(GIVEN, now)
    },
  }
}

const limitUntil = (until: number): Refusal => ({
  kind: 'limit',
  status: 429,
  until,
  scope: { kind: 'account' },
  code: null,
})

const nameOf = (step: Step): string => (step.kind === 'send' ? step.account.name : step.kind)

describe('a call that waits', () => {
  test('is sent when its time has come, and its attempt tells how long it waited', () => {
    const { open, cool, finished } = createScene(['a'], 2_000)
    cool(1_500, START)
    const exchange = open(START + 100)
    expect(exchange.begin(START + 100)).toEqual({ kind: 'wait', ms: 1_400 })
    expect(exchange.attempts).toBe(0)
    expect(nameOf(exchange.onWaited(START + 1_500))).toBe('a')
    exchange.onAnswered({ status: 200, limits: null }, START + 1_600)
    exchange.onEnd(GIVEN, START + 1_700)
    expect(finished.at(-1)?.attempts.map((attempt) => attempt.toRow())).toMatchObject([
      { account: 'a', heldMs: 1_400, startedMs: 1_400 },
    ])
  })

  test('after another account has refused it, too', () => {
    const { open, cool } = createScene(['a', 'b'], 2_000)
    cool(1_500, START)
    const exchange = open(START + 100)
    expect(nameOf(exchange.begin(START + 100))).toBe('b')
    const step = exchange.onRefused({ status: 429, refusal: limitUntil(START + 60_000) }, START + 200)
    expect(step).toEqual({ kind: 'wait', ms: 1_300 })
    expect(nameOf(exchange.onWaited(START + 1_500))).toBe('a')
  })

  test('leaves its place to others when its caller leaves', () => {
    const { open, cool } = createScene(['a'], 5_000)
    cool(1_000, START)
    const [first, second] = [open(START), open(START)]
    for (const exchange of [first, second]) exchange.begin(START)
    first.onEnd(toGoneEnd(null), START + 500)
    expect(nameOf(second.onWaited(START + 1_000))).toBe('a')
  })

  test('does not wait where its deadline is over before there is room, and leaves no place behind', () => {
    const { open, cool, board } = createScene(['a'], 60_000)
    cool(40_000, START)
    const exchange = open(START)
    expect(exchange.begin(START)).toMatchObject({ kind: 'refuse', error: { code: 'pool_cooling', retryAfterS: 40 } })
    exchange.onEnd(GIVEN, START)
    const later = open(START + 15_000)
    expect(later.begin(START + 15_000)).toEqual({ kind: 'wait', ms: 25_000 })
    expect(nameOf(later.onWaited(START + 40_000))).toBe('a')
    expect(board.view(START + 40_000).accounts[0]).toMatchObject({ requests: 2 })
  })

  test('passes on the refusal that it has where its deadline is over before there is room', () => {
    const { open, cool } = createScene(['a', 'b'], 60_000)
    cool(40_000, START)
    const exchange = open(START)
    expect(nameOf(exchange.begin(START))).toBe('b')
    const step = exchange.onRefused({ status: 429, refusal: limitUntil(START + 50_000) }, START)
    expect(step).toEqual({ kind: 'pass', waitS: 40 })
  })
})
