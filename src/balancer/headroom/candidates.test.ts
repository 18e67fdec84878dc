import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createExclusion } from '../exclusion.ts'
import type { Member } from '../member.ts'
import { Candidates } from './candidates.ts'
import { laneOf, memberNamed, told } from './limit-fixture.ts'

const NOW = 1_795_305_600_000

function named(count: number): Member[] {
  return Array.from({ length: count }, (_, index) => memberNamed(`key-${index}`))
}

/** How an account stands: where its room is `NOW` it has some. */
interface Stand {
  readonly score?: number
  readonly at?: number
  readonly isOver?: boolean
  readonly distance?: number
  readonly priority?: number
  readonly resetsAt?: number
  readonly inFlight?: number
  readonly turn?: number
}

function bestOf(stands: readonly Stand[]): Candidates {
  const candidates = new Candidates()
  candidates.clear()
  for (const [index, stand] of stands.entries()) {
    const { score = 0.5, at = NOW, isOver = false, distance = 0 } = stand
    const { priority = 0, resetsAt = null, inFlight = 0, turn = index } = stand
    const member = memberNamed(`key-${index}`, { priority })
    member.inFlight = inFlight
    member.turn = turn
    if (resetsAt !== null) member.quota.hear([told({ kind: 'reset', resetsAt })], null, NOW)
    candidates.consider(index, member, { room: { score, now: NOW, at, tightest: null }, isOver, distance })
  }
  return candidates
}

describe('the best', () => {
  it('is the nearest to where the call was signed, before all else', () => {
    expect(
      bestOf([
        { distance: 3, score: 0.9 },
        { distance: 1, score: 0.1, isOver: true, priority: 1 },
      ]).best,
    ).toBe(1)
    expect(bestOf([{ distance: 1, at: NOW + 1 }, { distance: 3 }]).best).toBe(1)
  })

  it('is known to be with more than its share where all that have room are', () => {
    expect(bestOf([{ isOver: true }, { isOver: true }]).isOver).toBe(true)
    expect(bestOf([{ isOver: true }, { score: 0.1 }]).isOver).toBe(false)
  })

  it('is within its share, then of the lowest priority number, then whoever has most room', () => {
    expect(bestOf([{ score: 0.9, isOver: true }, { score: 0.1 }]).best).toBe(1)
    expect(bestOf([{ score: 0.9, priority: 1 }, { score: 0.1 }]).best).toBe(1)
    expect(
      bestOf([
        { score: 0.1, isOver: true },
        { score: 0.9, isOver: true, priority: 1 },
      ]).best,
    ).toBe(0)
    expect(bestOf([{ score: 0.4 }, { score: 0.5 }, { score: 0.3 }]).best).toBe(1)
  })

  it('is among equals whose window resets soonest, then who has least to do, then whose turn it is', () => {
    expect(bestOf([{ score: 0.52 }, { score: 0.5, resetsAt: NOW + 9 }, { resetsAt: NOW + 8 }]).best).toBe(2)
    expect(bestOf([{ score: 0.6 }, { score: 0.5, resetsAt: NOW + 9 }]).best).toBe(0)
    expect(bestOf([{ inFlight: 2 }, { inFlight: 1 }, { inFlight: 3 }]).best).toBe(1)
    expect(bestOf([{ turn: 7 }, { turn: 3 }, { turn: 5 }]).best).toBe(1)
  })

  it('is nobody who has no room now; then who has some first is known', () => {
    const candidates = bestOf([{ score: 0.9, at: NOW + 20 }, { score: 0.1, at: NOW + 10 }, { at: Infinity }])
    expect([candidates.best, candidates.soonest, candidates.soonestAt]).toEqual([-1, 1, NOW + 10])
    expect(bestOf([{ at: Infinity }]).soonest).toBe(-1)
    expect(bestOf([{ at: NOW + 1 }, { score: -3 }]).best).toBe(1)
  })
})

describe('whom a choice looks at', () => {
  it('is everybody who can be asked, of a small lane', () => {
    const members = named(32)
    const [first] = members
    if (first !== undefined) first.paused = 'by hand'
    const lane = laneOf(members, NOW)
    const exclusion = createExclusion([1, 5], [], () => undefined)
    const looked = new Candidates().of(lane, exclusion)
    expect(looked).toEqual(
      Array.from({ length: 32 }, (_, index) => index).filter((index) => ![0, 1, 5].includes(index)),
    )
  })

  it('is nobody where nobody can be asked', () => {
    const members = named(3)
    for (const member of members) member.paused = 'by hand'
    expect(new Candidates().of(laneOf(members, NOW), null)).toEqual([])
  })

  it('is the next in order and four by chance, of a large one, each as often as any other', () => {
    const members = named(100)
    const lane = laneOf(members, NOW)
    const candidates = new Candidates()
    const counts = members.map(() => 0)
    const next = lane.best(null)
    const rounds = 20_000
    for (let round = 0; round < rounds; round++) {
      const looked = candidates.of(lane, null)
      expect(looked.length).toBe(5)
      expect(looked[0]).toBe(next)
      for (const position of looked) counts[position] = (counts[position] ?? 0) + 1
    }
    expect(counts[next]).toBe(rounds)
    counts.splice(next, 1)
    const expected = (4 * rounds) / counts.length
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 98 degrees of freedom: above this once in ten thousand times.
    expect(chiSquare).toBeLessThan(158)
  })

  it('are all different, can be asked, and are some as long as there are any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.array(fc.nat(79)),
        fc.uniqueArray(fc.nat(79)),
        (count, away, tried) => {
          const members = named(count)
          for (const index of away) {
            const member = members[index]
            if (member !== undefined) member.paused = 'by hand'
          }
          const lane = laneOf(members, NOW)
          const askable = [...members.keys()].filter((index) => !away.includes(index) && !tried.includes(index))
          const candidates = new Candidates()
          for (let time = 0; time < 5; time++) {
            const looked = candidates.of(
              lane,
              createExclusion(tried, [], () => undefined),
            )
            expect(new Set(looked).size).toBe(looked.length)
            expect(askable).toEqual(expect.arrayContaining([...looked]))
            expect(looked.length > 0).toBe(askable.length > 0)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('are the same ones in every run', () => {
    const lane = laneOf(named(200), NOW)
    const [one, other] = [new Candidates(), new Candidates()]
    for (let round = 0; round < 100; round++) expect([...one.of(lane, null)]).toEqual([...other.of(lane, null)])
  })

  it('are those of unreachable origins only where all are', () => {
    const members = named(40)
    const [bad, good] = [
      { name: 'https://bad.example', index: 0, markedUntil: NOW + 5_000 },
      { name: 'https://good.example', index: 0, markedUntil: 0 },
    ]
    for (const member of members) member.origin = bad
    expect(new Candidates().of(laneOf(members, NOW), null).length).toBe(5)
    const [first] = members
    if (first !== undefined) first.origin = good
    expect(new Candidates().of(laneOf(members, NOW), null)).toEqual([0])
  })
})
