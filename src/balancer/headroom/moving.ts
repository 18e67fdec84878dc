import type { Nearness } from '../belonging.ts'
import { belongingOf, nearnessOf } from '../belonging.ts'
import type { Member } from '../member.ts'
import type { Caller } from './caller.ts'
import type { Conversation } from './conversation.ts'
import type { ExpectedDraw } from './draw.ts'

/** No caller is asked to wait longer than this for its account, ms: clients do not wait by themselves then (contract §6). */
const LONGEST_PATIENCE_MS = 60_000
/** From the account that signed what a call carries. */
const DISTANCES: Readonly<Record<Nearness, number>> = { workspace: 1, organisation: 2, apart: 3 }

/**
 * What moving a conversation costs, in ms: how long the limits of an account need to bring back what its prompt takes there,
 * which where it is cached it would not. Who waits less than that for its account is served cheaper, and leaves more to others.
 */
export function costOfMoving({ cold, placing }: Caller, { member }: Conversation, warm: ExpectedDraw): number {
  let most = 0
  for (const bucket of member.quota.of(placing.model)) {
    if (!bucket.refills || bucket.kind.meter === 'output') continue
    const ms = ((bucket.needOf(cold) - bucket.needOf(warm)) * bucket.windowMs) / bucket.capacity
    if (ms > most) most = ms
  }
  return most < LONGEST_PATIENCE_MS ? most : LONGEST_PATIENCE_MS
}

/** Vendors bind signed thinking to the account that made it, or to its workspace or organisation. */
export function distanceOf({ ask, known }: Caller, member: Member): number {
  if (known === null || ask.size?.signed !== true || known.member === member) return 0
  return DISTANCES[nearnessOf(belongingOf(known.member), belongingOf(member))]
}
