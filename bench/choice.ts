import { UNSIZED } from '../src/balancer/choice.ts'
import type { Account, AccountId } from '../src/model/account.ts'
import { NO_CAPS } from '../src/model/account.ts'
import type { LimitsTold } from '../src/model/limit.ts'
import type { StrategyName } from '../src/model/pool.ts'
import { STRATEGIES, USUAL_HEADROOM } from '../src/model/pool.ts'
import { Secret } from '../src/model/secret.ts'
import type { Ask, Board, Choice } from '../src/balancer/board.ts'
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
/** Calls that are under way at a time. */
const BATCH = 1_000
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
  size: { bytes: 90_000, maxOutput: 8_000, signed: false },
}

const USUAL = {
  scope: { kind: 'account' },
  kind: 'refill',
  windowMs: 60_000,
  countsCached: false,
  resetsAt: null,
  refused: false,
} as const
/** So large that every account has room, whatever was sent to it. */
const LIMITS: LimitsTold = {
  group: null,
  limits: [
    { ...USUAL, name: 'requests', meter: 'requests', capacity: 1e8, left: 9e7, grain: 1 },
    { ...USUAL, name: 'input-tokens', meter: 'input', capacity: 1e12, left: 9e11, grain: 1_000 },
    { ...USUAL, name: 'output-tokens', meter: 'output', capacity: 1e11, left: 9e10, grain: 1_000 },
  ],
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

/** Every account's limits are known. */
function tellLimits(board: Board, accounts: number): void {
  for (let index = 0; index < accounts; index++) {
    const asked = board.only(accountOf(index).id, ASK, 0)
    if (asked.kind !== 'account') throw new Error('an account could not be asked')
    board.told(asked.ticket, LIMITS, 0)
    board.settle(asked.ticket, { kind: 'success' }, 0)
  }
}

/** Every second account is taken out. */
function pauseHalf(board: Board, accounts: number): void {
  for (let index = 0; index < accounts; index += 2) board.pause(accountOf(index).id, 'bench', 0)
}

/** Nanoseconds of processor time of one choice: the fastest of several rounds, since other work only adds to it. */
function measure(board: Board): number {
  let fastest = Infinity
  let now = 1_000
  const choices: Choice[] = []
  for (let round = 0; round < ROUNDS; round++) {
    let spent = 0
    for (let batch = 0; batch < CHOICES; batch += BATCH) {
      choices.length = 0
      const start = process.cpuUsage()
      for (let count = 0; count < BATCH; count++) choices.push(board.choose(ASK, (now += count & 1)))
      const { user, system } = process.cpuUsage(start)
      spent += user + system
      for (const choice of choices) {
        if (choice.kind !== 'account') throw new Error(`nobody was chosen: ${choice.kind}`)
        board.settle(choice.ticket, { kind: 'success' }, now)
      }
    }
    fastest = Math.min(fastest, (spent * 1_000) / CHOICES)
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
        if (strategy === 'headroom') tellLimits(board, accounts)
        if (unavailable === 'half') pauseHalf(board, accounts)
        costs.push({ strategy, accounts, unavailable, ns: measure(board) })
      }
    }
  }
  return costs
}

if (import.meta.main) console.table(measureChoices())
