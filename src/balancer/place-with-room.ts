import type { Ask, NoneChosen, Waiting } from './choice.ts'
import type { Exclusion } from './exclusion.ts'
import type { Headroom } from './headroom/headroom.ts'
import type { Sent } from './headroom/placed.ts'
import type { Lane } from './lane.ts'
import type { Member } from './member.ts'
import { noneOf } from './none-of.ts'
import { backAt } from './standing.ts'

/**
 * Calls under way end at no known time: where every account has as many as it may, it is asked again after this, ms. Whoever
 * asks then, the place that came free goes to the call that has waited longest for it (see `WaitingLine`).
 */
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
    return waitForReturn(headroom, lane, call) ?? { kind: 'nobody' }
  }
  const placed = headroom.choose(lane, ask, exclusion, now)
  switch (placed.kind) {
    case 'send':
      return placed
    case 'wait': {
      const { at, reservation, seen } = placed
      return { kind: 'wait', until: at, place: reservation, passedOver: lane.absentees.list(), seen }
    }
    case 'full': {
      // One that is away may be back before one that is full has room.
      const waiting = waitForReturn(headroom, lane, call)
      if (waiting !== null) return { ...waiting, seen: placed.seen }
      const until = Math.min(placed.at, returnOf(lane, exclusion, now).at)
      return { ...noneOf(lane, now), why: 'full', until: until === Infinity ? null : until, seen: placed.seen }
    }
  }
}

/** It keeps its place with whoever is back first; `null` where that is not in time. */
function waitForReturn(
  headroom: Headroom,
  lane: Lane,
  { ask, exclusion, now }: { readonly ask: Ask; readonly exclusion: Exclusion | null; readonly now: number },
): Waiting | null {
  const { member, at } = returnOf(lane, exclusion, now)
  if (member === null || at - now > headroom.holdMs(ask, now)) return null
  const place = headroom.waitFor(member, ask)
  return { kind: 'wait', until: at, place, passedOver: lane.absentees.list(), seen: null }
}

/** Who is back first that this call may ask, of those that are only away for a limit, and when; `Infinity` where nobody is. */
function returnOf(
  lane: Lane,
  exclusion: Exclusion | null,
  now: number,
): { readonly member: Member | null; readonly at: number } {
  const first = lane.absentees.firstBack(exclusion)
  const member = lane.members[first]
  if (member === undefined) return NEVER
  const standing = lane.standing(first)
  if (standing === 'full') return { member, at: now + LOOK_AGAIN_MS }
  return standing === 'cooling' ? { member, at: Math.max(now + 1, backAt(member, lane.scopes)) } : NEVER
}

const NEVER = { member: null, at: Infinity }
