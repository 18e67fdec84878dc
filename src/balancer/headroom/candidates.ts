import type { Exclusion } from '../exclusion.ts'
import type { Lane } from '../lane.ts'
import type { Member } from '../member.ts'
import type { Room } from './room.ts'

/** In pools up to this size every account is looked at. */
const ALL_LOOKED_AT = 32
/** In larger ones so many picked by chance, and the one that is next in order. */
const SAMPLES = 4
/** How often chance is asked for one that can be asked. */
const TRIES = 8
/** Rooms that differ by less than this share of a limit are equal. */
const EQUAL = 0.05

/** How one account stands for the call that is being placed. */
export interface Standing {
  readonly room: Room
  /** It is with more than its share of the conversations. */
  readonly isOver: boolean
  /** From the account that signed what the call carries, 0 where that is this one or there is nothing: nearer ones go first. */
  readonly distance: number
}

/** Whom a choice looks at, and who of them is best. One object serves all choices of a pool. */
export class Candidates {
  /** Position of the best that has room; -1 where nobody has. */
  best = -1
  score = 0
  /** Who has room first, where nobody has any now. */
  soonest = -1
  soonestAt = Infinity
  #member: Member | null = null
  #isOver = false
  #distance = 0
  #resetsAt = Infinity
  #state = 0x2545f491
  readonly #positions: number[] = []

  /** Whether the best is with more than its share of the conversations: all that have room are. */
  get isOver(): boolean {
    return this.#isOver
  }

  clear(): void {
    this.best = -1
    this.soonest = -1
    this.soonestAt = Infinity
    this.#member = null
  }

  /** Positions to look at: all that can be asked of a small lane; of a large one a few, by chance. */
  of(lane: Lane, exclusion: Exclusion | null): readonly number[] {
    const positions = this.#positions
    positions.length = 0
    const next = lane.best(exclusion)
    if (next < 0) return positions
    // Where the next in order is of an unreachable origin, all are.
    const isLast = !lane.isPreferred(next)
    const { length } = lane.members
    if (length <= ALL_LOOKED_AT) {
      for (let position = 0; position < length; position++) {
        if (isAskable(lane, position, exclusion) && (isLast || lane.isPreferred(position))) positions.push(position)
      }
      return positions
    }
    positions.push(next)
    for (let tries = SAMPLES * TRIES; tries > 0 && positions.length <= SAMPLES; tries--) {
      const position = this.#roll(length)
      if (!isAskable(lane, position, exclusion) || positions.includes(position)) continue
      if (isLast || lane.isPreferred(position)) positions.push(position)
    }
    return positions
  }

  consider(position: number, member: Member, standing: Standing): void {
    const { room } = standing
    if (room.at > room.now) {
      if (room.at >= this.soonestAt) return
      this.soonest = position
      this.soonestAt = room.at
      return
    }
    const resetsAt = soonestReset(member)
    if (this.#member !== null && !this.#isBetter(this.#member, member, standing, resetsAt)) return
    this.best = position
    this.score = room.score
    this.#member = member
    this.#isOver = standing.isOver
    this.#distance = standing.distance
    this.#resetsAt = resetsAt
  }

  /** Nearest to where it was signed; within its share; lowest priority number; most room; among equals whose window resets soonest, then whoever has least to do. */
  #isBetter(before: Member, member: Member, { room, isOver, distance }: Standing, resetsAt: number): boolean {
    if (distance !== this.#distance) return distance < this.#distance
    if (isOver !== this.#isOver) return this.#isOver
    const byPriority = before.account.priority - member.account.priority
    if (byPriority !== 0) return byPriority > 0
    const byRoom = room.score - this.score
    if (Math.abs(byRoom) > EQUAL) return byRoom > 0
    if (resetsAt !== this.#resetsAt) return resetsAt < this.#resetsAt
    const byLoad = loadOf(before) - loadOf(member)
    return byLoad === 0 ? member.turn < before.turn : byLoad > 0
  }

  /** xorshift32: spread evenly, and the same in every run. */
  #roll(below: number): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return (state >>> 0) % below
  }
}

function isAskable(lane: Lane, position: number, exclusion: Exclusion | null): boolean {
  return lane.isUp(position) && (exclusion === null || !exclusion.has(position))
}

function loadOf(member: Member): number {
  return (member.inFlight + member.waiting.length + member.live) / member.account.weight
}

/** Of the windows that begin anew all at once: what is left of them then is lost. */
function soonestReset(member: Member): number {
  let soonest = Infinity
  for (const { refills, resetsAt } of member.quota.buckets) {
    if (!refills && resetsAt !== null && resetsAt < soonest) soonest = resetsAt
  }
  return soonest
}
