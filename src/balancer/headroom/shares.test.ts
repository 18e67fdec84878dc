import { describe, expect, it } from 'vitest'
import type { Member } from '../member.ts'
import { laneOf, memberNamed, told } from './limit-fixture.ts'
import { Shares } from './shares.ts'

const NOW = 1_795_305_600_000

function named(count: number, weightOf: (index: number) => number = () => 1): Member[] {
  return Array.from({ length: count }, (_, index) => memberNamed(`key-${index}`, { weight: weightOf(index) }))
}

/** Live conversations, over all accounts of a pool. */
function liveOf(members: readonly Member[]): number {
  return members.reduce((sum, { live }) => sum + live, 0)
}

function isOver(members: readonly Member[], index: number, model = 'm', live = liveOf(members)): boolean {
  const member = members[index]
  if (member === undefined) throw new Error(`there is no account ${index}`)
  return new Shares().isOver(laneOf(members, NOW), member, { model, live, extra: 0, now: NOW })
}

function capacity(member: Member, output: number, over: Parameters<typeof told>[0] = {}): void {
  member.quota.hear(
    [told({ name: 'output-tokens', meter: 'output', capacity: output, left: output, ...over })],
    null,
    NOW,
  )
}

describe('more than a share of the conversations', () => {
  it('is more than 1.25 of it, by weight where no limits are known', () => {
    const members = named(4, (index) => (index === 0 ? 2 : 1))
    // Of 100 conversations the shares are 40, 20, 20 and 20.
    for (const [live, over] of [
      [[50, 17, 17, 16], false],
      [[51, 17, 16, 16], true],
    ] as const) {
      for (const [index, member] of members.entries()) member.live = live[index] ?? 0
      expect(isOver(members, 0)).toBe(over)
    }
    for (const [index, member] of members.entries()) member.live = [40, 26, 17, 17][index] ?? 0
    expect([0, 1, 2].map((index) => isOver(members, index))).toEqual([false, true, false])
  })

  it('goes by what each can carry where all tell', () => {
    const members = named(3)
    for (const [index, member] of members.entries()) {
      capacity(member, [80_000, 10_000, 10_000][index] ?? 0)
      member.live = [70, 15, 15][index] ?? 0
    }
    expect([0, 1, 2].map((index) => isOver(members, index))).toEqual([false, true, true])
  })

  it('goes by weight where one does not tell', () => {
    const members = named(3)
    for (const [index, member] of members.entries()) {
      if (index > 0) capacity(member, 10_000)
      member.live = [70, 15, 15][index] ?? 0
    }
    expect([0, 1, 2].map((index) => isOver(members, index))).toEqual([true, false, false])
  })

  it('is by the limits of the model that is asked for', () => {
    const members = named(2)
    const lane = laneOf(members, NOW)
    const shares = new Shares()
    for (const [index, member] of members.entries()) {
      for (const model of ['opus', 'sonnet']) {
        const scope = { kind: 'model', model } as const
        capacity(member, (index === 0) === (model === 'opus') ? 90_000 : 10_000, { scope })
      }
      member.live = 50
    }
    const over = (model: string): readonly boolean[] =>
      members.map((member) => shares.isOver(lane, member, { model, live: 100, extra: 0, now: NOW }))
    expect(over('opus')).toEqual([false, true])
    expect(over('sonnet')).toEqual([true, false])
    expect(over('opus')).toEqual([false, true])
  })

  it('is one part of what accounts of a group share', () => {
    const members = named(3)
    const [a, b, c] = members
    if (a === undefined || b === undefined || c === undefined) throw new Error('three are named')
    capacity(a, 10_000)
    capacity(c, 10_000)
    b.quota = a.quota
    a.quota.users = 2
    for (const [index, member] of members.entries()) member.live = [33, 25, 42][index] ?? 0
    expect(members.map((_, index) => isOver(members, index))).toEqual([true, false, false])
  })

  it('is of those that are up: who stands in for others is not over', () => {
    const members = named(3)
    const [a, b, c] = members
    if (a === undefined || b === undefined || c === undefined) throw new Error('three are named')
    ;[a.live, b.live, c.live] = [45, 45, 10]
    expect(isOver(members, 0)).toBe(true)
    c.paused = 'by hand'
    expect(isOver(members, 0)).toBe(false)
  })

  it('is of the conversations with accounts of its own lane', () => {
    const members = named(2)
    for (const [index, member] of members.entries()) member.live = [30, 10][index] ?? 0
    expect(isOver(members, 0, 'm', 40)).toBe(true)
    expect(isOver(members, 0, 'm', 4_000)).toBe(true)
  })

  it('is nothing to speak of where there are a few', () => {
    const members = named(4)
    for (const [index, member] of members.entries()) member.live = [2, 0, 0, 0][index] ?? 0
    expect(isOver(members, 0)).toBe(false)
    for (const [index, member] of members.entries()) member.live = [4, 0, 0, 0][index] ?? 0
    expect(isOver(members, 0)).toBe(true)
  })
})
