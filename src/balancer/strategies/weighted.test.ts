import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TestPool } from '../board-fixture.ts'
import { accountNamed, coolUntil, countOf, createTestPool, MINUTE } from '../board-fixture.ts'

const NAMES = 'abcdefghijklmnopqrstuvwxyz'

function poolOf(weights: readonly number[]): TestPool {
  return createTestPool(
    weights.map((weight, index) => accountNamed(NAMES[index] ?? '?', { weight })),
    { strategy: 'weighted' },
  )
}

/** Smooth weighted round-robin as it is usually written down: everyone earns their weight, the richest pays for all. */
function classic(weights: readonly number[], turns: number): string[] {
  const credits = weights.map(() => 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return Array.from({ length: turns }, () => {
    for (const [index, weight] of weights.entries()) credits[index] = (credits[index] ?? 0) + weight
    const richest = credits.indexOf(Math.max(...credits))
    credits[richest] = (credits[richest] ?? 0) - total
    return NAMES[richest] ?? '?'
  })
}

const WEIGHTS = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 })

describe('weighted', () => {
  it('spreads 5, 1, 1 as a a b a c a a', () => {
    expect(poolOf([5, 1, 1]).calls(14).join('')).toBe('aabacaaaabacaa')
  })

  it('chooses as classic smooth weighted round-robin does', () => {
    fc.assert(
      fc.property(WEIGHTS, fc.nat(150), (weights, turns) => {
        expect(poolOf(weights).calls(turns)).toEqual(classic(weights, turns))
      }),
      { numRuns: 1_000 },
    )
  })

  it('over every run of sum(weights) requests each account gets exactly its weight', () => {
    fc.assert(
      fc.property(WEIGHTS, fc.nat(60), (weights, skip) => {
        const pool = poolOf(weights)
        pool.calls(skip)
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        expect(countOf(pool.calls(total))).toEqual(expectedOf(weights))
      }),
      { numRuns: 1_000 },
    )
  })

  it('is exact from the moment at which the set of available accounts changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 12 }),
        fc.nat(60),
        fc.nat(60),
        (weights, before, between) => {
          const pool = poolOf(weights)
          pool.calls(before)
          pool.callOn('a', coolUntil(pool.now() + MINUTE))
          const rest = [0, ...weights.slice(1)]
          pool.calls(between)
          for (let period = 0; period < 2; period++) expect(countOf(pool.calls(sum(rest)))).toEqual(expectedOf(rest))
          pool.advance(MINUTE)
          for (let period = 0; period < 2; period++)
            expect(countOf(pool.calls(sum(weights)))).toEqual(expectedOf(weights))
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('starves nobody where accounts come and go all the time', () => {
    const pool = poolOf([5, 3, 1, 1, 1])
    const served: string[] = []
    for (let round = 0; round < 400; round++) {
      served.push(...pool.calls(1))
      if (round % 2 === 0) pool.board.pause(accountNamed('e').id, 'test', pool.now())
      else pool.board.resume(accountNamed('e').id, pool.now())
    }
    const counts = countOf(served)
    expect(counts['c']).toBeGreaterThan(20)
    expect(counts['d']).toBeGreaterThan(20)
  })

  it('keeps the weights over a long time also while one account fails each of its calls', () => {
    const pool = poolOf([5, 2, 2, 1])
    const attempts: string[] = []
    for (let count = 0; count < 1_000; count++) {
      const first = pool.take()
      attempts.push(first.account.name)
      pool.settle(first, { kind: 'nothing' })
      if (first.account.name !== 'a') continue
      const second = pool.take({ tried: [first.account.id] })
      attempts.push(second.account.name)
      pool.settle(second, { kind: 'success' })
    }
    const counts = countOf(attempts)
    for (const [name, share] of [
      ['b', 0.2],
      ['c', 0.2],
      ['d', 0.1],
    ] as const) {
      expect((counts[name] ?? 0) / attempts.length).toBeCloseTo(share, 1)
    }
  })
})

function sum(weights: readonly number[]): number {
  return weights.reduce((total, weight) => total + weight, 0)
}

function expectedOf(weights: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    weights.map((weight, index) => [NAMES[index] ?? '?', weight] as const).filter(([, weight]) => weight > 0),
  )
}
