import type { Member } from '../member.ts'
import type { Bucket } from './bucket.ts'
import type { Draw } from './draw.ts'

/** How long an account that came back is given more and more calls, and how often it is given twice as many, ms. */
const RAMP_MS = 10_000
const RAMP_STEP_MS = 1_000
/** Calls under way end at no known time: it is looked again after this, ms. */
const LOOK_AGAIN_MS = 100

/** A call that takes more than this share of a limit is not tried elsewhere once it was refused, where others use the limit. */
const BIG = 0.5
/** What takes all there ever is of a limit that others use is sent where it was told of just now, ms; else it is looked again. */
const FRESH_MS = 3_000
const HEARD_MS = 5_000
/** A limit that was not told of for so many of its windows is not heard of before somebody tries. */
const SILENT = 2

/** A call that is to be placed. */
export interface Placing {
  readonly model: string | null
  readonly now: number
  /** The pool's share of each limit that may be used. */
  readonly maxUtilization: number
  /** Where it waited for room and kept its place: what others wait for there comes after it. */
  readonly keptBy: Member | null
  /** Since when it waits, beside others: who has waited longer has a lower turn. `Infinity` where it has not waited. */
  readonly turn: number
  /** Of every limit there must be left after it what comes back in so many ms. */
  readonly spareMs: number
  /** Whether it was refused elsewhere already. */
  readonly isAgain: boolean
}

/** What there is on one account for one call. */
export interface Room {
  /** What is left of the tightest limit after the call, as a share of it; where that is less than nothing the limit is overdrawn later. 1 where no limit is known. */
  score: number
  now: number
  /** When the call fits, epoch ms: `now` where it does. `Infinity` where nothing tells. */
  at: number
  tightest: Bucket | null
}

/** Looks at an account. Writes into `room`, since this is done for every account of every choice. */
export function look(room: Room, member: Member, draw: Draw, placing: Placing): void {
  const { now } = placing
  const isKept = placing.keptBy === member
  room.score = 1
  room.now = now
  room.at = now
  room.tightest = null
  const share = member.account.caps.maxUtilization ?? placing.maxUtilization
  for (const bucket of member.quota.of(placing.model)) {
    if (!bucket.refills) {
      // Where it is used up, the account cools; until then one with less left only comes later.
      preferLess(room, bucket, now)
      continue
    }
    const level = bucket.levelAt(now)
    const floor = bucket.floor(share)
    const need = bucket.needOf(draw)
    const free = level - bucket.pending - (isKept ? 0 : bucket.waiting)
    const score = (free - floor - need) / bucket.capacity
    if (score < room.score) {
      room.score = score
      room.tightest = bucket
    }
    const at = fitsAt(bucket, { level, free, need, floor }, placing)
    if (at > room.at) room.at = at
  }
  lookAtCalls(room, member, placing)
}

/** How one limit stands for a call. */
interface Standing {
  readonly level: number
  /** What is left when all that is under way or waits has taken what it is expected to. */
  readonly free: number
  readonly need: number
  readonly floor: number
}

/** When a limit has room for a call, epoch ms: `now` where it has. */
function fitsAt(bucket: Bucket, { level, free, need, floor }: Standing, { now, spareMs, isAgain }: Placing): number {
  // Output is counted as it is made: vendors let a call begin as long as there is some left.
  if (bucket.kind.meter === 'output' && spareMs === 0) return level < floor ? bucket.backAt(floor - level, now) : now
  const { most, isShared, windowMs, toldAt } = bucket
  if (isShared && isAgain && need > bucket.capacity * BIG) return Infinity
  const wanted = need + floor + (spareMs === 0 ? 0 : bucket.spare(spareMs))
  if (wanted <= most) return free < wanted ? bucket.backAt(wanted - free, now) : now
  // What is larger than what there ever is fits where all of that is there.
  const at = free < most ? bucket.backAt(most - free, now) : now
  const silentMs = now - toldAt
  const isDoubtful = isShared && silentMs > FRESH_MS && silentMs < SILENT * windowMs
  return isDoubtful ? Math.max(at, now + HEARD_MS) : at
}

function preferLess(room: Room, bucket: Bucket, now: number): void {
  const score = Math.max(0, bucket.levelAt(now) / bucket.capacity)
  if (score >= room.score) return
  room.score = score
  room.tightest = bucket
}

/** What counts calls, not tokens: the operator's bound, whose places go to who has waited longest, and the ramp of one that came back. */
function lookAtCalls(room: Room, member: Member, { now, keptBy, turn }: Placing): void {
  const { maxInFlight } = member.account.caps
  if (maxInFlight !== null && member.inFlight + member.waiting.before(turn) >= maxInFlight) {
    wait(room, now + LOOK_AGAIN_MS)
  }
  const since = now - member.returnedAt
  if (since >= RAMP_MS) return
  const calls = member.inFlight + (keptBy === member ? 0 : member.waiting.length)
  const step = Math.floor(since / RAMP_STEP_MS)
  if (calls >= 2 ** step) wait(room, member.returnedAt + (step + 1) * RAMP_STEP_MS)
}

function wait(room: Room, at: number): void {
  if (at > room.at) room.at = at
}
