import type { RoomSeen } from '../model/ledger.ts'
import type { Ask, NoneChosen, Waiting } from './choice.ts'
import type { Exclusion } from './exclusion.ts'
import type { Headroom, Sent } from './headroom/headroom.ts'
import type { Lane } from './lane.ts'
import { noneOf } from './none-of.ts'
import { backAt } from './standing.ts'

/** Calls under way end at no known time: where every account has as many as it may, it is asked again after this, ms. */
const LOOK_AGAIN_MS = 100

/** A call of strategy `headroom` finds its account, or waits. `nobody`: none can be asked, nor will be in time. */
export function placeWithRoom(
  headroom: Headroom,
  lane: Lane,
  call: { readonly ask: Ask; readonly exclusion: Exclusion | null; readonly now: number },
): Sent | Waiting | NoneChosen | { readonly kind: 'nobody' } {
  const { ask, exclusion, now } = call
  if (lane.best(exclusion) < 0) {
    if (ask.waiting !== null) headroom.leave(ask.waiting)
    const back = returnOf(lane, exclusion, now)
    return back - now > headroom.holdMs(ask, now) ? { kind: 'nobody' } : waitFor(lane, back, null)
  }
  const placed = headroom.choose(lane, ask, exclusion, now)
  switch (placed.kind) {
    case 'send':
      return placed
    case 'wait':
      return { ...waitFor(lane, placed.at, placed.seen), place: placed.reservation }
    case 'full': {
      // One that is away may be back before one that is full has room.
      const back = returnOf(lane, exclusion, now)
      if (back - now <= headroom.holdMs(ask, now)) return waitFor(lane, back, placed.seen)
      const until = Math.min(placed.at, back)
      return { ...noneOf(lane, now), why: 'full', until: until === Infinity ? null : until, seen: placed.seen }
    }
  }
}

function waitFor(lane: Lane, until: number, seen: readonly RoomSeen[] | null): Waiting {
  return { kind: 'wait', until, place: null, passedOver: lane.absentees.list(), seen }
}

/** When the first is back that this call may ask, of those that are only away for a limit; `Infinity` where nobody is. */
function returnOf(lane: Lane, exclusion: Exclusion | null, now: number): number {
  const first = lane.absentees.firstBack(exclusion)
  const member = lane.members[first]
  if (member === undefined) return Infinity
  const standing = lane.standing(first)
  if (standing === 'full') return now + LOOK_AGAIN_MS
  return standing === 'cooling' ? Math.max(now + 1, backAt(member, lane.scopes)) : Infinity
}
