import type { Ask, NoneChosen, Waiting } from './choice.ts'
import type { Exclusion } from './exclusion.ts'
import type { Headroom, Sent } from './headroom/headroom.ts'
import type { Lane } from './lane.ts'
import { noneOf } from './none-of.ts'

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
    const until = returnOf(lane, exclusion, now)
    if (until === null || until - now > headroom.holdMs(ask, now)) return { kind: 'nobody' }
    return { kind: 'wait', until, place: null, passedOver: lane.absentees.list(), seen: null }
  }
  const placed = headroom.choose(lane, ask, exclusion, now)
  switch (placed.kind) {
    case 'send':
      return placed
    case 'wait':
      return {
        kind: 'wait',
        until: placed.at,
        place: placed.reservation,
        passedOver: lane.absentees.list(),
        seen: placed.seen,
      }
    case 'full': {
      const none = noneOf(lane, now)
      // One that cools may be back before one that is full has room.
      const until = Math.min(placed.at, none.until !== null && lane.count('cooling') > 0 ? none.until : Infinity)
      return { ...none, why: 'full', until: until === Infinity ? null : until, seen: placed.seen }
    }
  }
}

/** When the first is back that this call may ask, of those that are only away for a limit; `null` where nobody is. */
function returnOf(lane: Lane, exclusion: Exclusion | null, now: number): number | null {
  const first = lane.absentees.firstBack()
  if (first < 0 || (exclusion !== null && exclusion.has(first))) return null
  const standing = lane.standing(first)
  if (standing === 'full') return now + LOOK_AGAIN_MS
  const back = lane.absentees.backAt()
  return standing === 'cooling' && back !== null ? Math.max(now + 1, back) : null
}
