import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, refusal } from '../../src/balancer/board-fixture.ts'
import type { Outcome } from '../../src/model/outcome.ts'
import { STRATEGIES } from '../../src/model/pool.ts'
import { createPoisonedPool } from './poisoned-pool.ts'

/** So many accounts at the most, and so many healthy calls at the least between two poison ones: each may serve one. */
const MOST = 6

const OK: Outcome = { kind: 'answered', status: 200 }

/** All ways of failing that a call can be at fault for. */
const WAYS: readonly Outcome[] = [
  { kind: 'refused', refusal: refusal() },
  { kind: 'refused', refusal: refusal({ kind: 'server', status: 500, code: 'api_error' }) },
  { kind: 'refused', refusal: refusal({ kind: 'forbidden', status: 403 }) },
  { kind: 'broken', sent: false, cause: 'ECONNRESET' },
  { kind: 'silent' },
]

const way = fc.constantFrom(...WAYS)

describe.each(STRATEGIES)('%s', (strategy) => {
  it('a poison call among healthy ones disables nobody, cools nobody and moves no session', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: MOST }),
        fc.array(fc.record({ poison: way, healthy: fc.integer({ min: MOST, max: 15 }), gap: fc.nat(3_000) }), {
          minLength: 1,
          maxLength: 40,
        }),
        (accounts, rounds) => {
          const pool = createPoisonedPool(strategy, accounts)
          for (const { poison, healthy, gap } of rounds) {
            for (let count = 0; count < healthy; count++) {
              pool.call(() => OK)
              pool.advance(gap)
            }
            const before = pool.holder()
            pool.call(() => poison)
            expect(pool.states()).toEqual(Array.from({ length: accounts }, () => 'serving'))
            expect(pool.holder()).toBe(before)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('a pool that is down is disabled by as many calls as if nothing were ever withdrawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.nat(40), way, (accounts, healthy, down) => {
        const seen = [true, false].map((mayWithdraw) => {
          const pool = createPoisonedPool(strategy, accounts, { mayWithdraw })
          for (let count = 0; count < healthy; count++) pool.call(() => OK)
          const states: (readonly string[])[] = []
          for (let count = 0; count < 30; count++) {
            pool.call(() => down)
            // A cooldown that is withdrawn begins with the next call.
            states.push(pool.states())
            pool.advance(1_000)
          }
          return states.slice(1)
        })
        if (down.kind !== 'refused' || down.refusal.kind !== 'limit') expect(seen[0]).toEqual(seen[1])
        expect(seen[0]?.some((states) => !states.includes('serving'))).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('an account that alone is down is out as if nothing were ever withdrawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 5 }), fc.nat(20), way, (accounts, healthy, down) => {
        const seen = [true, false].map((mayWithdraw) => {
          const pool = createPoisonedPool(strategy, accounts, { mayWithdraw })
          for (let count = 0; count < healthy; count++) pool.call(() => OK)
          const states: (readonly string[])[] = []
          for (let count = 0; count < 60; count++) {
            pool.call((name) => (name === 'key-1' ? down : OK))
            states.push(pool.states())
            pool.advance(MINUTE / 60)
          }
          return states
        })
        expect(seen[0]).toEqual(seen[1])
      }),
      { numRuns: 100 },
    )
  })
})
