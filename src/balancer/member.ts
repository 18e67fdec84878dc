import type { Account } from '../model/account.ts'
import type { Breaker } from './breaker.ts'
import { createBreaker } from './breaker.ts'
import type { Cooldown } from './cooldowns.ts'
import { Quota } from './headroom/quota.ts'
import { WaitingLine } from './headroom/waiting-line.ts'
import type { Origin } from './origins.ts'

/** A lane that an account stands in, and where. */
interface Seat {
  readonly lane: { touch(position: number): void }
  readonly position: number
}

/** All that one board knows of one account. Times are epoch ms. */
export interface Member {
  account: Account
  /** Position in the configured order. */
  index: number
  origin: Origin
  readonly seats: Seat[]
  /** Sequence number of its last turn; 0 where it had none. */
  turn: number
  turnAt: number | null
  /** Turns within the window of `time-window`. */
  windowTurns: number
  paused: string | null
  readonly breaker: Breaker
  /** Its credential was refused: disabled until then, and from then on until a probe succeeds. */
  refusedUntil: number | null
  refusedSequence: number
  /** Sequence of the probe under way; 0 where the place is free. */
  probe: number
  readonly cooldowns: Cooldown[]
  sessionStart: number | null
  sessionEpoch: number
  sessionLostAt: number
  /** When it last succeeded; `-Infinity` where it never has since the start. */
  succeededAt: number
  /** How often it has failed since then, how many of these were withdrawn, and the sequence of the last that failed. */
  streak: number
  forgiven: number
  streakBy: number
  requests: number
  failures: number
  limitsMet: number
  failovers: number
  lastUsed: number | null
  /** Its limits; others may draw on them, too. */
  quota: Quota
  /** Whose limits they are, as its vendor tells. */
  group: string | null
  /** Calls under way. */
  inFlight: number
  /** Calls that wait for room on it. */
  readonly waiting: WaitingLine
  /** Conversations that had a call on it in the last 5 minutes. */
  live: number
  /** When it came back last after it had been away by itself; it is given more and more calls from then on. */
  returnedAt: number
  /** Changed since the last drain. */
  changed: boolean
}

export function createMember(account: Account, index: number, origin: Origin): Member {
  return {
    account,
    index,
    origin,
    seats: [],
    turn: 0,
    turnAt: null,
    windowTurns: 0,
    paused: null,
    breaker: createBreaker(),
    refusedUntil: null,
    refusedSequence: 0,
    probe: 0,
    cooldowns: [],
    sessionStart: null,
    sessionEpoch: 0,
    sessionLostAt: 0,
    succeededAt: -Infinity,
    streak: 0,
    forgiven: 0,
    streakBy: 0,
    requests: 0,
    failures: 0,
    limitsMet: 0,
    failovers: 0,
    lastUsed: null,
    quota: new Quota(`account ${account.id}`, 1),
    group: null,
    inFlight: 0,
    waiting: new WaitingLine(),
    live: 0,
    returnedAt: -Infinity,
    changed: false,
  }
}

/** What it is ranked by, or whether it can be asked, has changed: its lanes look at it again when next used. */
export function reorder(member: Member): void {
  for (const seat of member.seats) seat.lane.touch(seat.position)
}
