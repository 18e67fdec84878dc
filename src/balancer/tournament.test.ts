import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTournament } from './tournament.ts'

const change = fc.record({
  position: fc.nat(15),
  keys: fc.option(fc.tuple(fc.nat(3), fc.nat(3)), { nil: null }),
})

describe('tournament', () => {
  it('gives the least by both keys, then by position, skipping what is to be skipped', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.array(fc.nat(15)), fc.nat(40), (changes, skipped, held) => {
        const tournament = createTournament(16)
        const present = new Map<number, [number, number]>()
        const skip = new Set(skipped)
        const least = (): number =>
          [...present]
            .filter(([position]) => !skip.has(position))
            .toSorted(([a, x], [b, y]) => x[0] - y[0] || x[1] - y[1] || a - b)[0]?.[0] ?? -1
        for (const [index, { position, keys }] of changes.entries()) {
          if (index === held) tournament.hold()
          if (keys === null) {
            tournament.drop(position)
            present.delete(position)
          } else {
            tournament.put(position, ...keys)
            present.set(position, keys)
          }
          if (index < held) expect(tournament.best(skip)).toBe(least())
        }
        tournament.release()
        expect(tournament.best(skip)).toBe(least())
      }),
      { numRuns: 1_000 },
    )
  })
})
