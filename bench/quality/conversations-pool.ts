import { accountNamed } from '../../src/balancer/board-fixture.ts'
import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import type { LimitsTold } from '../../src/model/limit.ts'
import { USUAL_HEADROOM } from '../../src/model/pool.ts'
import { Counters } from './counters.ts'
import type { Exchanging } from './exchanging.ts'
import type { PoolChooser } from './pool-chooser.ts'
import { createPoolChooser } from './pool-chooser.ts'
import { MINUTE_MS, USUAL_WORLD } from './world.ts'

/** A large pool with many live conversations, for what a choice costs in time and memory. */
export interface ConversationsPool {
  readonly accounts: number
  readonly chooser: PoolChooser
  /** A call of one conversation is sent to its account; `turn` counts those before it. */
  send(session: string, turn: number, now: number): Exchanging
  /** The answer's head, and its end. */
  finish(exchanging: Exchanging, now: number): void
}

const ACCOUNTS = 1_000
/** So large that nobody is ever refused: what is measured is the choice. */
const RULES = { ...USUAL_WORLD.vendor, requests: 1_000_000, input: 1e10, output: 1e9 }
/** Bytes of a first prompt, and what comes to it each turn. */
const FIRST = 90_000
const GROWTH = 9_200
const ASKED = { thread: '', prompt: 0, output: 0, firstByteMs: 0 }
const MODEL = 'claude-sonnet-5'
const USAGE = { input: 0, output: 800, cacheRead: 20_000, cacheWrite5m: 2_300, cacheWrite1h: 0 }

export function createConversationsPool(): ConversationsPool {
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => accountNamed(`key-${index + 1}`))
  const chooser = createPoolChooser(
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
  let calls = 0
  return {
    accounts: ACCOUNTS,
    chooser,
    send(session, turn, now) {
      const id = ++calls
      const size = { bytes: FIRST + turn * GROWTH, maxOutput: 8_000, signed: false }
      const like = { model: MODEL, conversation: session, size }
      const exchanging = chooser.open({ ...EXAMPLE_CALL, ...like, id, name: '', startedAt: now }, ASKED, now)
      const step = exchanging.begin(now)
      if (step.kind !== 'send') throw new Error(`nobody was asked: ${step.kind}`)
      return exchanging
    },
    finish(exchanging, now) {
      exchanging.onAnswered(told(now), now)
      exchanging.onEnd({ end: 'ok', usage: USAGE, model: MODEL, cause: null }, now)
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
