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
  /** A call of one conversation, before anybody is asked. */
  open(session: string, now: number): Exchanging
  /** The answer's head, and its end. */
  finish(exchanging: Exchanging, now: number): void
}

const ACCOUNTS = 1_000
const ASKED = { thread: '', prompt: 0, output: 0, firstByteMs: 0 }
const LIKE = { model: 'claude-sonnet-5', size: { bytes: 90_000, maxOutput: 8_000, signed: false } }
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
    open(session, now) {
      const id = ++calls
      const call = { ...EXAMPLE_CALL, ...LIKE, id, name: '', startedAt: now, conversation: session }
      return chooser.open(call, ASKED, now)
    },
    finish(exchanging, now) {
      exchanging.onAnswered(told(now), now)
      exchanging.onEnd({ end: 'ok', usage: USAGE, model: 'claude-sonnet-5', cause: null }, now)
    },
  }
}

/** Limits as a busy account's answers tell them, the group's name left to the account itself. */
function createTold(): (now: number) => LimitsTold {
  return (now) => {
    const counters = new Counters(USUAL_WORLD.vendor, now)
    counters.admit({ requests: 5, input: 12_000, output: 0, from: now, until: now }, now)
    return { group: null, limits: counters.tell(1_000, now) }
  }
}
