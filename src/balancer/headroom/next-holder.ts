import type { Exclusion } from '../exclusion.ts'
import type { Lane } from '../lane.ts'
import type { Member } from '../member.ts'

/** So many accounts are looked at. */
const MOST_LOOKED_AT = 256
/** Rooms that differ by no more than this share of a limit are equal. */
const EQUAL = 0.05

/** An account that may start a session. */
interface Candidate {
  readonly position: number
  readonly member: Member
  /** What is left of its tightest limit, as a share of it: 1 where none is known. */
  readonly room: number
  /** When the first of its windows begins anew; what is left of it then is lost. */
  readonly resetsAt: number
}

/**
 * Position of the account that keeps the traffic next (strategy `session`, contract §5): of those with the lowest priority
 * number the one with the most room, among equals the one whose window resets soonest, then the one unused the longest; -1
 * where nobody can be asked.
 */
export function nextHolder(
  lane: Lane,
  { model, exclusion }: { readonly model: string | null; readonly exclusion: Exclusion | null },
  now: number,
): number {
  const next = lane.best(exclusion)
  const first = lane.members[next]
  if (first === undefined) return -1
  const candidates: Candidate[] = []
  let most = 0
  const { length } = lane.members
  // From the one whose turn it is: in a large pool others are looked at each time, and it wins a tie.
  for (let step = 0; step < length && candidates.length < MOST_LOOKED_AT; step++) {
    const position = (next + step) % length
    const member = lane.members[position]
    if (member === undefined || member.account.priority !== first.account.priority) continue
    if (!lane.isUp(position) || lane.isPreferred(position) !== lane.isPreferred(next)) continue
    if (exclusion !== null && exclusion.has(position)) continue
    const candidate = toCandidate(position, member, { model, now })
    candidates.push(candidate)
    if (candidate.room > most) most = candidate.room
  }
  let best: Candidate | null = null
  for (const candidate of candidates) {
    if (candidate.room < most - EQUAL) continue
    if (best === null || isBefore(candidate, best)) best = candidate
  }
  return best === null ? next : best.position
}

function isBefore(one: Candidate, other: Candidate): boolean {
  if (one.resetsAt !== other.resetsAt) return one.resetsAt < other.resetsAt
  return one.member.turn < other.member.turn
}

function toCandidate(
  position: number,
  member: Member,
  { model, now }: { readonly model: string | null; readonly now: number },
): Candidate {
  let room = 1
  let soonest = Infinity
  for (const bucket of member.quota.of(model)) {
    room = Math.min(room, Math.max(0, bucket.levelAt(now) / bucket.capacity))
    const { refills, resetsAt } = bucket
    if (!refills && resetsAt !== null && resetsAt > now && resetsAt < soonest) soonest = resetsAt
  }
  return { position, member, room, resetsAt: soonest }
}
