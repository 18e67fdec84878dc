import type { StrategyName } from '../model/pool.ts'
import type { Absentees } from './absentees.ts'
import { createAbsentees } from './absentees.ts'
import type { Exclusion } from './exclusion.ts'
import type { Member } from './member.ts'
import type { Standing } from './standing.ts'
import { standingOf } from './standing.ts'
import { createRanking } from './strategies/create-ranking.ts'
import type { Ranking } from './strategies/ranking.ts'

/** Whom a lane is for. */
export interface LanePlan {
  readonly strategy: StrategyName
  /** Able to serve its calls, in configured order. */
  readonly members: readonly Member[]
  /** Some of those that speak the protocol and do not serve the model. */
  readonly unable: readonly Member[]
  /** Keys of the limits that apply to its calls, besides those of whole accounts. */
  readonly scopes: ReadonlySet<string>
  /** How many origins the pool has. */
  readonly origins: number
}

/**
 * The accounts that can serve one kind of call, in the strategy's order. What happens to an account is only noted here
 * (`touch`); the order is brought up to date by `refresh` when the lane is next used.
 */
export interface Lane {
  readonly members: readonly Member[]
  readonly scopes: ReadonlySet<string>
  /** Those that cannot be asked. */
  readonly absentees: Pick<Absentees, 'firstBack' | 'backAt' | 'list'>
  /** Something about an account has changed. */
  touch(position: number): void
  refresh(now: number): void
  /** How many can be asked. */
  available(): number
  count(standing: Standing): number
  /** -1 where the account is not able to serve these calls. */
  positionOf(member: Member): number
  standing(position: number): Standing
  isUp(position: number): boolean
  /** Whether it stands before the accounts of unreachable origins. */
  isPreferred(position: number): boolean
  /** Whose turn it is; -1 where nobody is left. */
  best(exclusion: Exclusion | null): number
  /** Whose turn it is among the accounts whose origins can be reached. */
  bestPreferred(exclusion: Exclusion | null): number
  took(position: number): void
}

/** At how many changes at a time a tree is rebuilt instead of kept up. */
const BULK = 256

export function createLane(plan: LanePlan, now: number): Lane {
  const { members, scopes } = plan
  const standings = members.map((): Standing => 'paused')
  const ranks = members.map((): Ranking | null => null)
  const preferred = createRanking(plan.strategy, members)
  const last = createRanking(plan.strategy, members)
  const absentees = createAbsentees(members, plan.unable, scopes)
  const positions = new Map(members.map((member, position) => [member, position]))
  const counts: Record<Standing, number> = {
    available: 0,
    trial: 0,
    full: 0,
    cooling: 0,
    failures: 0,
    refused: 0,
    unsigned: 0,
    paused: members.length,
  }
  const upByOrigin = new Int32Array(plan.origins)
  const isDirty = new Uint8Array(members.length)
  const dirty: number[] = []

  const available = (): number => counts.available + counts.trial
  const isUp = (position: number): boolean => (ranks[position] ?? null) !== null

  function rankOf(standing: Standing, member: Member, time: number): Ranking | null {
    if (standing !== 'available' && standing !== 'trial') return null
    return member.origin.markedUntil > time ? last : preferred
  }

  function update(position: number, member: Member, time: number): void {
    const standing = standingOf(member, scopes, time)
    const before = standings[position] ?? 'paused'
    if (standing !== before) {
      standings[position] = standing
      counts[before]--
      counts[standing]++
    }
    const was = ranks[position] ?? null
    const rank = rankOf(standing, member, time)
    if (rank !== was) {
      ranks[position] = rank
      was?.drop(position)
      const up = Number(rank !== null) - Number(was !== null)
      upByOrigin[member.origin.index] = (upByOrigin[member.origin.index] ?? 0) + up
      if (was === null) absentees.drop(position)
    }
    if (rank === null) absentees.put(position, standing)
    else rank.put(position)
  }

  /** How many are left to a call, counted without a search: a large pool of one unreachable origin has none. */
  function remaining(exclusion: Exclusion): number {
    let left = available()
    for (const origin of exclusion.origins) left -= upByOrigin[origin.index] ?? 0
    for (const position of exclusion.positions) {
      const member = members[position]
      if (member !== undefined && isUp(position) && !exclusion.origins.includes(member.origin)) left--
    }
    return left
  }

  function touch(position: number): void {
    if (isDirty[position] === 1) return
    isDirty[position] = 1
    dirty.push(position)
  }

  function refresh(time: number): void {
    if (dirty.length === 0) return
    const trees = dirty.length > BULK ? [preferred, last, absentees] : []
    for (const tree of trees) tree.hold()
    for (const position of dirty) {
      isDirty[position] = 0
      const member = members[position]
      if (member !== undefined) update(position, member, time)
    }
    for (const tree of trees) tree.release()
    dirty.length = 0
  }

  for (const position of members.keys()) touch(position)
  refresh(now)

  return {
    members,
    scopes,
    absentees,
    touch,
    refresh,
    available,
    count: (standing) => counts[standing],
    positionOf: (member) => positions.get(member) ?? -1,
    standing: (position) => standings[position] ?? 'paused',
    isUp,
    isPreferred: (position) => ranks[position] === preferred,
    best(exclusion) {
      if (exclusion !== null && remaining(exclusion) <= 0) return -1
      const position = preferred.best(exclusion)
      return position >= 0 ? position : last.best(exclusion)
    },
    bestPreferred: (exclusion) => (exclusion !== null && remaining(exclusion) <= 0 ? -1 : preferred.best(exclusion)),
    took(position) {
      ranks[position]?.took(position)
    },
  }
}
