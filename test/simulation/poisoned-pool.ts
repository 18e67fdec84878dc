import { accountNamed, START } from '../../src/balancer/board-fixture.ts'
import { createBoard } from '../../src/balancer/board.ts'
import { createRetryBudget } from '../../src/balancer/retry-budget.ts'
import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import { Exchange } from '../../src/gateway/exchange.ts'
import type { Recipients } from '../../src/gateway/recipients.ts'
import { poolRecipients } from '../../src/gateway/recipients.ts'
import type { Step } from '../../src/gateway/step.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import type { StrategyName } from '../../src/model/pool.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import { NO_USAGE } from '../../src/model/usage.ts'

/** A pool in virtual time whose calls go their whole way. */
export interface PoisonedPool {
  /** One call; `answerOf` says what an account answers it. */
  call(answerOf: (account: string) => Outcome): void
  advance(ms: number): void
  /** Of the accounts in their order. */
  states(): readonly string[]
  /** Who holds the session; `null` where nobody does. */
  holder(): string | null
}

/** Without `mayWithdraw` every mark stands, as it does for an onlooker who knows nothing of poison. */
export function createPoisonedPool(
  strategy: StrategyName,
  accounts: number,
  { mayWithdraw } = { mayWithdraw: true },
): PoisonedPool {
  const board = createBoard(
    { name: 'lb', strategy, windowMs: 60_000, sessionMs: 3_600_000, sessionScope: 'pool', headroom: USUAL_HEADROOM },
    Array.from({ length: accounts }, (_, index) => accountNamed(`key-${index + 1}`)),
  )
  const all = poolRecipients(board)
  const recipients: Recipients = mayWithdraw ? all : { ...all, withdraw: () => [] }
  const budget = createRetryBudget()
  const ports = {
    rules: { deadlineMs: 30_000, max: 5, retryAmbiguous: false },
    budget,
    events: { onChosen: () => {}, onFinished: () => {} },
    hold: null,
  }
  let now = START

  function report(exchange: Exchange, outcome: Outcome): Step | null {
    if (outcome.kind === 'refused') {
      return exchange.onRefused({ status: outcome.refusal.status, refusal: outcome.refusal }, now)
    }
    if (outcome.kind !== 'answered') return exchange.onFailed(outcome, now)
    exchange.onAnswered({ status: outcome.status, limits: null }, now)
    return null
  }

  return {
    call(answerOf) {
      const exchange = new Exchange({ ...EXAMPLE_CALL, id: 1, name: 'req_1', startedAt: now }, recipients, ports, now)
      let step: Step | null = exchange.begin(now)
      while (step?.kind === 'send') {
        now += 1
        step = report(exchange, answerOf(step.account.name))
      }
      exchange.onEnd({ end: 'ok', usage: NO_USAGE, model: null, cause: null }, now)
    },
    advance(ms) {
      now += ms
    },
    states: () => board.view(now).accounts.map(({ state }) => state),
    holder: () => board.view(now).accounts.find(({ session }) => session !== null)?.name ?? null,
  }
}
