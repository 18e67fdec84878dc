import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STRATEGIES } from '../../src/model/pool.ts'
import { createInvariants } from './invariants.ts'
import { simulate } from './virtual-traffic.ts'

describe.each(STRATEGIES)('%s in bad weather', (strategy) => {
  it('keeps its invariants through thousands of calls', () => {
    const invariants = createInvariants()
    const board = simulate({ strategy, seed: 20_261_122, calls: 8_000 }, invariants)
    const attempts = board.view(Infinity).accounts.reduce((sum, account) => sum + account.requests, 0)
    // `headroom` turns some away where limits were learned.
    expect(attempts).toBeGreaterThan(strategy === 'headroom' ? 7_000 : 8_000)
    for (const what of [strategy, 'failover', 'probe', 'hourly call', 'cooling']) {
      expect([what, invariants.seen[what] ?? 0]).toEqual([what, expect.toSatisfy((count: number) => count > 0)])
    }
  })

  it('keeps them whatever the weather', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        simulate({ strategy, seed, calls: 30 }, createInvariants())
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('the simulation', () => {
  it('puts every invariant to the test', () => {
    const seen = new Set<string>()
    for (const strategy of STRATEGIES) {
      const invariants = createInvariants()
      for (let seed = 0; seed < 20; seed++) {
        const one = createInvariants()
        simulate({ strategy, seed, calls: 200 }, one)
        Object.assign(invariants.seen, one.seen)
      }
      for (const what of Object.keys(invariants.seen)) seen.add(what)
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['evenness', 'weights', 'session', 'all disabled', 'hourly call', 'disabled', 'tried']),
    )
  })
})
