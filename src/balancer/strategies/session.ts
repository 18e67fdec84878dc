import type { Keys } from './keyed.ts'

/** Who starts the next session, before room is looked at (`headroom/next-holder.ts`): lowest priority number, then unused the longest. */
export const SUCCESSION: Keys = {
  first: (member) => member.account.priority,
  second: (member) => member.turn,
}
