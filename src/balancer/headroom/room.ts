import type { Member } from '../member.ts'
import type { Bucket } from './bucket.ts'
import type { Draw } from './draw.ts'

/** How long an account that came back is given more and more calls, and how often it is given twice as many, ms. */
const RAMP_MS = 10_000
const RAMP_STEP_MS = 1_000
/** Calls under way end at no known time: it is looked again after this, ms. */
const LOOK_AGAIN_MS = 100

const BIG = 0.5
/** A call that is to be placed. */
export interface Placing {
  readonly model: string | null
  readonly now: number
  /** The pool's share of each limit that may be used. */
  readonly maxUtilization: number
  /** Where it waited for room and kept its place: what others wait for there comes after it. */
  readonly keptBy: Member | null
  /** How much of every limit must be left after it, as a share of the limit. */
  readonly spare: number
  /** It was refused elsewhere already. */
  readonly again: boolean
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
    if (placing.again && bucket.unseen > 0 && need > bucket.capacity * BIG) room.at = Infinity
    const isEasy = bucket.kind.meter === 'output' && placing.spare === 0
    // Output is counted as it is made: vendors let a call begin as long as there is some left.
    const lacking = isEasy ? floor - level : wantedOf(bucket, { need, floor, spare: placing.spare }) - free
    if (lacking > 0) {
      const at = bucket.backAt(lacking, now)
      if (at > room.at) room.at = at
    }
  }
  lookAtCalls(room, member, placing)
}

/** How much must be there; what is larger than the limit itself fits a full one. */
function wantedOf(
  { capacity }: Bucket,
  { need, floor, spare }: { readonly need: number; readonly floor: number; readonly spare: number },
): number {
  if (need > capacity - floor) return capacity
  const wanted = need + floor + spare * capacity
  return wanted < capacity ? wanted : capacity
}

function preferLess(room: Room, bucket: Bucket, now: number): void {
  const score = Math.max(0, bucket.levelAt(now) / bucket.capacity)
  if (score >= room.score) return
  room.score = score
  room.tightest = bucket
}

/** What counts calls, not tokens: the operator's bound, and the ramp of one that came back. */
function lookAtCalls(room: Room, member: Member, { now, keptBy }: Placing): void {
  const { maxInFlight } = member.account.caps
  const calls = member.inFlight + (keptBy === member ? 0 : member.waiting)
  if (maxInFlight !== null && calls >= maxInFlight) wait(room, now + LOOK_AGAIN_MS)
  const since = now - member.returnedAt
  if (since >= RAMP_MS) return
  const step = Math.floor(since / RAMP_STEP_MS)
  if (calls >= 2 ** step) wait(room, member.returnedAt + (step + 1) * RAMP_STEP_MS)
}

function wait(room: Room, at: number): void {
  if (at > room.at) room.at = at
}
