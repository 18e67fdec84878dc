import { describe, expect, it } from 'vitest'
import type { LimitTold } from '../../model/limit.ts'
import type { Member } from '../member.ts'
import { drawOf, memberNamed, MINUTE, told } from './limit-fixture.ts'
import type { Placing, Room } from './room.ts'
import { look } from './room.ts'

const NOW = 1_795_305_600_000

/** An account that told at `NOW` of 50,000 tokens a minute, all of them left; others use `unseen` of them a ms. */
function accountWith(unseen: number, over: Partial<LimitTold> = {}): Member {
  const member = memberNamed('a')
  member.quota.hear([told(over)], null, NOW)
  for (const bucket of member.quota.buckets) bucket.unseen = unseen
  return member
}

/** How it stands for a call that takes so many tokens. */
function roomFor(member: Member, fresh: number, over: Partial<Placing> = {}): Room {
  const room: Room = { score: 0, now: 0, at: 0, tightest: null }
  const usual = { model: 'm', now: NOW, maxUtilization: 1, keptBy: null, turn: Infinity, spareMs: 0, isAgain: false }
  look(room, member, drawOf({ fresh }), { ...usual, ...over })
  return room
}

/** How long it has to wait, ms. */
const waitFor = (...of: Parameters<typeof roomFor>): number => roomFor(...of).at - (of[2]?.now ?? NOW)

describe('a call', () => {
  it('fits where the margin is left after it, and what it has to spare', () => {
    const member = accountWith(0, { left: 30_000 })
    expect(waitFor(member, 27_999)).toBe(0)
    expect(waitFor(member, 28_999.5)).toBe(1_200)
    // What comes back in 6 s is 5,000.
    expect(waitFor(member, 22_999, { spareMs: 6_000 })).toBe(0)
    expect(waitFor(member, 23_999.5, { spareMs: 6_000 })).toBe(1_200)
  })

  it('that takes more than there ever is fits where all of it is there', () => {
    expect(waitFor(accountWith(0), 90_000)).toBe(0)
    expect(waitFor(accountWith(0, { left: 45_000 }), 90_000)).toBe(6_000)
  })

  it('is ranked lower where less is left of a window, and let in until that is used up', () => {
    const member = accountWith(0)
    member.quota.hear([told({ name: 'week', kind: 'reset', meter: 'share', capacity: 1, left: 0.02 })], null, NOW)
    expect(roomFor(member, 1_000)).toMatchObject({ score: 0.02, at: NOW })
  })
})

// 6,000 of the 50,000 in a minute: 3,600 of them are never there.
const OTHERS = 0.1

describe('a big call on a limit that others use, too', () => {
  it('fits where all is there that ever is, which is less than the whole limit', () => {
    const member = accountWith(OTHERS)
    for (const bucket of member.quota.buckets) bucket.level = 46_400
    expect(waitFor(member, 47_000)).toBe(0)
    for (const bucket of member.quota.buckets) bucket.level = 46_000
    expect(waitFor(member, 47_000)).toBeGreaterThan(0)
  })

  it('is sent on fresh word alone: what was told more than 3 s ago others may have used since', () => {
    const member = accountWith(OTHERS)
    expect(waitFor(member, 46_000, { now: NOW + 3_000 })).toBe(0)
    expect(waitFor(member, 46_000, { now: NOW + 3_001 })).toBe(5_000)
  })

  it('is sent all the same where nothing was told for two windows: else nobody would ever hear', () => {
    const member = accountWith(OTHERS)
    expect(waitFor(member, 46_000, { now: NOW + 2 * MINUTE - 1 })).toBe(5_000)
    expect(waitFor(member, 46_000, { now: NOW + 2 * MINUTE })).toBe(0)
  })

  it('needs no fresh word where it is smaller, or nobody else uses the limit', () => {
    expect(waitFor(accountWith(OTHERS), 20_000, { now: NOW + 10_000 })).toBe(0)
    expect(waitFor(accountWith(0), 90_000, { now: NOW + 10_000 })).toBe(0)
  })

  it('is tried nowhere else once it was refused: what refused it is likely to be so everywhere', () => {
    expect(roomFor(accountWith(OTHERS), 25_001, { isAgain: true }).at).toBe(Infinity)
    expect(waitFor(accountWith(OTHERS), 25_000, { isAgain: true })).toBe(0)
    expect(waitFor(accountWith(OTHERS), 25_001)).toBe(0)
    expect(waitFor(accountWith(0), 25_001, { isAgain: true })).toBe(0)
  })
})

describe('output', () => {
  const output = { name: 'output-tokens', meter: 'output', capacity: 10_000 } as const
  const draw = { output: 3_000 }

  function waitForOutput(left: number, spareMs: number): number {
    const room: Room = { score: 0, now: 0, at: 0, tightest: null }
    const placing = { model: 'm', now: NOW, maxUtilization: 1, keptBy: null, turn: Infinity, spareMs, isAgain: false }
    look(room, accountWith(0, { ...output, left }), drawOf({ ...draw, fresh: 0 }), placing)
    return room.at - NOW
  }

  it('has to be left beyond the margin alone, as vendors count it as it is made; to spare, all of it', () => {
    expect(waitForOutput(401, 0)).toBe(0)
    expect(waitForOutput(300.5, 0)).toBe(600)
    // 3,000, the margin of 400, and 1,000 on top of them.
    expect(waitForOutput(4_401, 6_000)).toBe(0)
    expect(waitForOutput(4_300.5, 6_000)).toBe(600)
  })
})
