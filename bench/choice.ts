import { UNSIZED } from '../src/balancer/choice.ts'
import type { Account, AccountId } from '../src/model/account.ts'
import { NO_CAPS } from '../src/model/account.ts'
import type { StrategyName } from '../src/model/pool.ts'
import { STRATEGIES, USUAL_HEADROOM } from '../src/model/pool.ts'
import { Secret } from '../src/model/secret.ts'
import type { Ask, Board } from '../src/balancer/board.ts'
import { createBoard } from '../src/balancer/board.ts'

/** What one choice costs, for each strategy. Run by itself, it prints a table. */

export interface ChoiceCost {
  readonly strategy: StrategyName
  readonly accounts: number
  readonly unavailable: 'none' | 'half'
  /** Nanoseconds of processor time. */
  readonly ns: number
}

const CHOICES = 200_000
const ROUNDS = 5
const HOUR = 3_600_000

function accountOf(index: number): Account {
  return {
    id: `account-${index}` as AccountId,
    name: `key-${index + 1}`,
    pool: 'lb',
    provider: 'anthropic',
    protocol: 'anthropic',
    baseUrl: `https://host-${index % 4}.example`,
    kind: 'api_key',
    credential: new Secret(`sk-${index}`),
    weight: 1 + (index % 5),
    priority: index % 3,
    models: [],
    modelMap: [],
    source: 'file',
    allowPrivate: true,
    needsSignIn: null,
    caps: NO_CAPS,
  }
}

const ASK: Ask = {
  protocol: 'anthropic',
  model: 'claude-sonnet-5',
  client: 'client-1',
  conversation: null,
  tried: [],
  shunned: [],
  ...UNSIZED,
}

function createPool(strategy: StrategyName, accounts: number): Board {
  const policy = {
    name: 'lb',
    strategy,
    windowMs: 300_000,
    sessionMs: HOUR,
    sessionScope: 'pool',
    headroom: USUAL_HEADROOM,
  } as const
  return createBoard(
    policy,
    Array.from({ length: accounts }, (_, index) => accountOf(index)),
  )
}

/** Every second account is taken out. */
function pauseHalf(board: Board, accounts: number): void {
  for (let index = 0; index < accounts; index += 2) board.pause(accountOf(index).id, 'bench', 0)
}

/** Nanoseconds of processor time of one choice: the fastest of several rounds, since other work only adds to it. */
function measure(board: Board): number {
  let fastest = Infinity
  let now = 1_000
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    for (let count = 0; count < CHOICES; count++) board.choose(ASK, (now += count & 1))
    const { user, system } = process.cpuUsage(start)
    fastest = Math.min(fastest, ((user + system) * 1_000) / CHOICES)
  }
  return fastest
}

/** For pools of 10 and 10,000 accounts, all of them available and half of them; takes some seconds. */
export function measureChoices(): readonly ChoiceCost[] {
  const costs: ChoiceCost[] = []
  for (const strategy of STRATEGIES) {
    for (const accounts of [10, 10_000]) {
      for (const unavailable of ['none', 'half'] as const) {
        const board = createPool(strategy, accounts)
        if (unavailable === 'half') pauseHalf(board, accounts)
        costs.push({ strategy, accounts, unavailable, ns: measure(board) })
      }
    }
  }
  return costs
}

if (import.meta.main) console.table(measureChoices())
