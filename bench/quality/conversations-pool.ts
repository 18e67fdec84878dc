import type { Board, Ticket } from '../../src/balancer/board.ts'
import { createBoard } from '../../src/balancer/board.ts'
import { accountNamed } from '../../src/balancer/board-fixture.ts'
import { UNSIZED } from '../../src/balancer/choice.ts'
import type { LimitsTold } from '../../src/model/limit.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import { Counters } from './counters.ts'
import { MINUTE_MS, USUAL_WORLD } from './world.ts'

/** A large pool with many live conversations, for what a choice costs in time and memory. */
export interface ConversationsPool {
  readonly accounts: number
  readonly board: Board
  /** A call of one conversation finds its account; `turn` counts those before it. */
  send(session: string, turn: number, now: number): Ticket
  /** The answer's head, and its end. */
  finish(ticket: Ticket, now: number): void
}

const ACCOUNTS = 1_000
/** So large that nobody is ever refused: what is measured is the choice. */
const RULES = { ...USUAL_WORLD.vendor, requests: 1_000_000, input: 1e10, output: 1e9 }
/** Bytes of a first prompt, and what comes to it each turn. */
const FIRST = 90_000
const GROWTH = 9_200
const MODEL = 'claude-sonnet-5'
const USAGE = { input: 0, output: 800, cacheRead: 20_000, cacheWrite5m: 2_300, cacheWrite1h: 0 }
const LIKE = { protocol: 'anthropic', model: MODEL, client: null, tried: [], shunned: [], ...UNSIZED } as const
const SUCCESS = { kind: 'success' } as const

export function createConversationsPool(): ConversationsPool {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountNamed(`key-${index + 1}`))
  const board = createBoard(
    {
      name: 'lb',
      strategy: 'headroom',
      windowMs: 5 * MINUTE_MS,
      sessionMs: 300 * MINUTE_MS,
      sessionScope: 'conversation',
      headroom: USUAL_HEADROOM,
    },
    accounts,
  )
  const told = createTold()
  return {
    accounts: ACCOUNTS,
    board,
    send(session, turn, now) {
      const size = { bytes: FIRST + turn * GROWTH, maxOutput: 8_000, signed: false }
      const choice = board.choose({ ...LIKE, conversation: session, size }, now)
      if (choice.kind !== 'account') throw new Error(`nobody was asked: ${choice.kind}`)
      return choice.ticket
    },
    finish(ticket, now) {
      board.told(ticket, told(now), now)
      board.answered(ticket, now)
      board.used(ticket, USAGE, now)
      board.settle(ticket, SUCCESS, now)
    },
  }
}

/** Limits as a busy account's answers tell them, the group's name left to the account itself. */
function createTold(): (now: number) => LimitsTold {
  return (now) => {
    const counters = new Counters(RULES, now)
    counters.admit({ requests: 5, input: 12_000, output: 0, from: now, until: now }, now)
    return { group: null, limits: counters.tell(1_000, now) }
  }
}
