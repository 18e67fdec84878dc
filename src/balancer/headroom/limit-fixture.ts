import type { LimitsTold, LimitTold } from '../../model/limit.ts'
import { accountNamed } from '../board-fixture.ts'
import type { Lane } from '../lane.ts'
import { createLane } from '../lane.ts'
import type { Member } from '../member.ts'
import { createMember } from '../member.ts'
import type { Account } from '../../model/account.ts'
import { Bucket } from './bucket.ts'
import type { LimitKind } from './limit-marks.ts'
import type { ExpectedDraw } from './draw.ts'

/** What the tests of this room share: limits as vendors tell them, draws, accounts and a lane of them. */

export const MINUTE = 60_000

/** 50,000 tokens of input a minute, all of them left. */
export function told(over: Partial<LimitTold> = {}): LimitTold {
  return {
    name: 'input-tokens',
    meter: 'input',
    scope: { kind: 'account' },
    kind: 'refill',
    windowMs: MINUTE,
    capacity: 50_000,
    left: 50_000,
    grain: 1,
    countsCached: false,
    resetsAt: null,
    refused: false,
    ...over,
  }
}

export function toldAll(limits: readonly Partial<LimitTold>[], group: string | null = null): LimitsTold {
  return { group, limits: limits.map((limit) => told(limit)) }
}

/** 60,000 a minute, which is one a ms, and full. */
export function bucketOf(kind: Partial<LimitKind> = {}, capacity = 60_000): Bucket {
  const whole = { name: 'input-tokens', meter: 'input', scope: { kind: 'account' }, countsCached: false } as const
  return new Bucket({ ...whole, ...kind }, { capacity, windowMs: MINUTE, learned: false })
}

export function drawOf(over: Partial<ExpectedDraw> = {}): ExpectedDraw {
  return { fresh: 1_000, cached: 0, output: 0, speed: 0, ...over }
}

export function memberNamed(name: string, over: Partial<Account> = {}): Member {
  return createMember(accountNamed(name, over), 0, { name: 'https://api.example', index: 0, markedUntil: 0 })
}

/** Numbers its members. */
export function laneOf(members: readonly Member[], now: number): Lane {
  for (const [index, member] of members.entries()) member.index = index
  const lane = createLane({ strategy: 'headroom', members, unable: [], scopes: new Set(), origins: 1 }, now)
  for (const [position, member] of members.entries()) member.seats.push({ lane, position })
  return lane
}
