import { createConversationsPool } from './conversations-pool.ts'
import type { Ticket } from '../../src/balancer/board.ts'

export interface ChoiceCost {
  readonly accounts: number
  readonly conversations: number
  /** Nanoseconds of processor time of the board's choice. */
  readonly choiceNs: number
  /** Of its answer's head and its end, with what they teach. */
  readonly restNs: number
}

const CONVERSATIONS = 100_000
/** Calls that are under way at a time. */
const BATCH = 2_000
const ROUNDS = 4
const CALLS_A_MS = 2

/** What one choice costs where many conversations have their accounts; the fastest of several rounds. Takes some seconds. */
export function measureChoiceCost(): ChoiceCost {
  const pool = createConversationsPool()
  const sessions = Array.from({ length: CONVERSATIONS }, (_, index) => `session-${index}`)
  let now = 1_795_345_200_000
  let choiceNs = Infinity
  let restNs = Infinity
  for (let round = 0; round <= ROUNDS; round++) {
    let choice = 0
    let rest = 0
    for (let first = 0; first < CONVERSATIONS; first += BATCH) {
      const batch = sessions.slice(first, first + BATCH)
      const began = process.cpuUsage()
      const tickets: Ticket[] = batch.map((session, index) =>
        pool.send(session, round, now + Math.floor(index / CALLS_A_MS)),
      )
      const between = process.cpuUsage()
      now += BATCH / CALLS_A_MS
      for (const ticket of tickets) pool.finish(ticket, now)
      const ended = process.cpuUsage()
      choice += spent(between) - spent(began)
      rest += spent(ended) - spent(between)
      pool.board.drainChanges()
    }
    // The first round brings the conversations in.
    if (round === 0) continue
    choiceNs = Math.min(choiceNs, (choice * 1_000) / CONVERSATIONS)
    restNs = Math.min(restNs, (rest * 1_000) / CONVERSATIONS)
  }
  return { accounts: pool.accounts, conversations: CONVERSATIONS, choiceNs, restNs }
}

function spent({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

if (import.meta.main) console.log(measureChoiceCost())
