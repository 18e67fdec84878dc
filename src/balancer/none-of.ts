import type { NoneChosen } from './choice.ts'
import type { Lane } from './lane.ts'
import type { Standing } from './standing.ts'

export const NONE_ABLE: NoneChosen = Object.freeze({
  kind: 'none',
  why: 'none_able',
  until: null,
  passedOver: [],
  seen: null,
})

/** Nobody of a lane can be asked. */
export function noneOf(lane: Lane, now: number): NoneChosen {
  const back = lane.absentees.backAt()
  // One that is being probed was due before now: it may be back at any moment.
  const until = back === null ? null : Math.max(now, back)
  return { kind: 'none', why: whyNone(lane), until, passedOver: lane.absentees.list(), seen: null }
}

/** Why one account cannot be asked. */
export function whyAway(standing: Standing): NoneChosen['why'] {
  switch (standing) {
    case 'cooling':
    case 'full':
      return standing
    case 'failures':
    case 'refused':
    case 'unsigned':
      return 'disabled'
    case 'paused':
    case 'available':
    case 'trial':
      return 'none_able'
  }
}

/** Why there is nobody beside those that were asked already: they may all have been asked. */
export function whyNoOther(lane: Lane): NoneChosen['why'] {
  if (lane.count('full') > 0) return 'full'
  if (lane.count('cooling') > 0) return 'cooling'
  if (lane.count('failures') + lane.count('refused') + lane.count('unsigned') > 0) return 'disabled'
  return lane.available() > 0 ? 'tried' : 'none_able'
}

function whyNone(lane: Lane): NoneChosen['why'] {
  if (lane.available() > 0) return 'tried'
  if (lane.count('full') > 0) return 'full'
  if (lane.count('cooling') > 0) return 'cooling'
  return lane.count('paused') < lane.members.length ? 'disabled' : 'none_able'
}
