import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Aftermath } from './disturbed-pool.ts'
import { disturb } from './disturbed-pool.ts'
import { EXACT_WORLD, watch } from './watched-vendor.ts'

/** What is still reserved, or counted as under way, though nothing is. */
function leftBehind({ members, quotas }: Aftermath): readonly string[] {
  const left: string[] = []
  for (const { account, inFlight, waiting } of members) {
    if (inFlight === 0 && waiting.length === 0) continue
    left.push(`${account.name}: ${inFlight} in flight, ${waiting.length} waiting`)
  }
  for (const { key, buckets } of quotas) {
    for (const { kind, pending, waiting, drain } of buckets) {
      const reserved = { pending, waiting, drain }
      if (Object.values(reserved).some((value) => !(Math.abs(value) < 1e-6))) {
        left.push(`${key}, ${kind.name}: ${JSON.stringify(reserved)}`)
      }
    }
  }
  return left
}

describe('headroom in a pool that nothing is spared', () => {
  it('leaves nothing reserved when all calls are over', () => {
    const aftermath = disturb(20_261_122, 20_000)
    expect(leftBehind(aftermath)).toEqual([])
    for (const what of ['account', 'wait', 'none', 'left', 'again', 'headroom', 'session', 'round-robin']) {
      expect([what, aftermath.seen[what] ?? 0]).toEqual([what, expect.toSatisfy((count: number) => count > 0)])
    }
  })

  it('leaves nothing reserved whatever happens', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 150 }), (seed, calls) => {
        expect(leftBehind(disturb(seed, calls))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('keeps no number that is none', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const quota of disturb(seed, 200).quotas) {
          for (const record of quota.toRecords()) {
            const numbers = Object.values(record).filter((value) => typeof value === 'number')
            expect(numbers).toSatisfy((all: number[]) => all.every(Number.isFinite))
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('makes the same choices for the same seed', () => {
    for (const seed of [1, 2, 3]) {
      const { choices } = disturb(seed, 2_000)
      expect(choices).toEqual(disturb(seed, 2_000).choices)
      expect(new Set(choices).size).toBeGreaterThan(5)
    }
  })
})

describe('headroom where vendors tell exactly, and nobody else uses their limits', () => {
  it('is never refused, at any load, and asks nobody who has said that there is too little left', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 20, max: 300 }), (seed, perMinute) => {
        const vendor = watch(EXACT_WORLD, perMinute, seed)
        expect([vendor.refused, vendor.senseless]).toEqual([0, []])
      }),
      { numRuns: 15 },
    )
  })

  it('uses what there is: hardly less than the vendors allow', () => {
    const vendor = watch(EXACT_WORLD, 300, 1)
    // 3 accounts with 30 calls a minute, for 20 minutes, full at first.
    expect(vendor.asked).toBeGreaterThan(0.85 * 3 * 30 * 20)
  })

  it('is never refused by accounts that share their limits either', () => {
    const shared = { ...EXACT_WORLD, vendor: { ...EXACT_WORLD.vendor, accounts: 4, accountsPerGroup: 2 } }
    for (const seed of [1, 2, 3]) expect(watch(shared, 200, seed).refused).toBe(0)
  })
})
