import type { StrategyName } from '../../model/pool.ts'
import type { Member } from '../member.ts'
import { createKeyedRanking } from './keyed.ts'
import type { Ranking } from './ranking.ts'
import { ROUND_ROBIN } from './round-robin.ts'
import { SUCCESSION } from './session.ts'
import { TIME_WINDOW } from './time-window.ts'
import { createWeighted } from './weighted.ts'

const RANKINGS: Record<StrategyName, (members: readonly Member[]) => Ranking> = {
  'round-robin': (members) => createKeyedRanking(members, ROUND_ROBIN),
  'time-window': (members) => createKeyedRanking(members, TIME_WINDOW),
  weighted: createWeighted,
  session: (members) => createKeyedRanking(members, SUCCESSION),
  headroom: (members) => createKeyedRanking(members, SUCCESSION),
}

export function createRanking(strategy: StrategyName, members: readonly Member[]): Ranking {
  return RANKINGS[strategy](members)
}
