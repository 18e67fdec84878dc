import { UNSIZED } from '../../src/balancer/choice.ts'
import type { Ask, Board, Choice } from '../../src/balancer/board.ts'
import { createBoard } from '../../src/balancer/board.ts'
import { HOUR, accountNamed, START } from '../../src/balancer/board-fixture.ts'
import { judge } from '../../src/balancer/judge.ts'
import type { Account, AccountId } from '../../src/model/account.ts'
import type { Mark } from '../../src/model/outcome.ts'
import type { StrategyName } from '../../src/model/pool.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import { createRandom, createWeather } from './weather.ts'

/** Told of everything that happens, to check it. */
export interface Observer {
  onChoice(board: Board, choice: Choice, at: { ask: Ask; now: number }): void
  onMark(account: Account, mark: Mark, at: { sentAt: number; now: number; reason: string }): void
}

export interface Scenario {
  readonly strategy: StrategyName
  readonly seed: number
  readonly calls: number
}

interface Event {
  readonly at: number
  run(now: number): void
}

export const SESSION_MS = HOUR

/** Sends calls through a pool in virtual time, many at once, to accounts that fail in every way there is. */
export function simulate({ strategy, seed, calls }: Scenario, observer: Observer): Board {
  const random = createRandom(seed)
  const accounts = Array.from({ length: 2 + Math.floor(random() * 5) }, (_, index) =>
    accountNamed(`key-${index + 1}`, {
      weight: 1 + Math.floor(random() * 4),
      priority: Math.floor(random() * 2),
      baseUrl: random() < 0.5 ? 'https://one.example' : 'https://two.example',
    }),
  )
  const weather = new Map(accounts.map((account) => [account.id, createWeather(random)]))
  const board = createBoard(
    { name: 'lb', strategy, windowMs: 60_000, sessionMs: SESSION_MS, sessionScope: 'pool', headroom: USUAL_HEADROOM },
    accounts,
  )
  const events: Event[] = []

  function attempt(tried: readonly AccountId[], now: number): void {
    const ask: Ask = {
      protocol: 'anthropic',
      model: 'm',
      client: null,
      conversation: null,
      tried,
      shunned: [],
      ...UNSIZED,
    }
    const choice = board.choose(ask, now)
    observer.onChoice(board, choice, { ask, now })
    if (choice.kind === 'none') return
    if (choice.kind === 'wait') {
      events.push({ at: choice.until, run: (later) => attempt(tried, later) })
      return
    }
    const { account, ticket } = choice
    events.push({
      at: now + 1 + Math.floor(random() * 4_000),
      run(later) {
        const outcome = weather.get(account.id)?.answer(later) ?? { kind: 'silent' }
        const verdict = judge(outcome, { repeatable: false, retryAmbiguous: false })
        board.settle(ticket, verdict.mark, later)
        observer.onMark(account, verdict.mark, { sentAt: now, now: later, reason: choice.reason })
        if (verdict.then === 'failover' && tried.length < 4) attempt([...tried, account.id], later)
      },
    })
  }

  let arrivals = 0
  const arrive = (now: number): void => {
    attempt([], now)
    // Mostly a lively traffic, now and then a lull in which cooldowns and sessions end.
    const gap = random() < 0.02 ? random() * 2 * HOUR : random() * 1_500
    if (++arrivals < calls) events.push({ at: now + Math.floor(gap), run: arrive })
  }
  events.push({ at: START, run: arrive })
  for (let event = takeFirst(events); event !== undefined; event = takeFirst(events)) event.run(event.at)
  return board
}

function takeFirst(events: Event[]): Event | undefined {
  let first = 0
  for (const [index, event] of events.entries()) if (event.at < (events[first]?.at ?? Infinity)) first = index
  return events.splice(first, 1)[0]
}
