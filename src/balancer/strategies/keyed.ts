import type { Member } from '../member.ts'
import { createTournament } from '../tournament.ts'
import type { Ranking } from './ranking.ts'

/** An order by one or two numbers of each account, the least first, ties by the configured order. */
export interface Keys {
  first(member: Member): number
  second(member: Member): number
}

export function createKeyedRanking(members: readonly Member[], keys: Keys): Ranking {
  const tournament = createTournament(members.length)
  return {
    ...tournament,
    put(position) {
      const member = members[position]
      if (member !== undefined) tournament.put(position, keys.first(member), keys.second(member))
    },
    took() {
      // what it is ranked by changes on the member, and `put` follows
    },
  }
}
