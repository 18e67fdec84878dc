import { describe, expect, it } from 'vitest'
import { CONTENDERS } from '../../../bench/quality/contenders.ts'
import { parseNuisances, QUIET } from '../../../bench/quality/nuisances.ts'
import type { Run } from '../../../bench/quality/run.ts'
import { simulate } from '../../../bench/quality/run.ts'
import type { Figures } from '../../../bench/quality/tally.ts'
import type { World } from '../../../bench/quality/world.ts'
import { USUAL_WORLD } from '../../../bench/quality/world.ts'

const CALM: World = { ...USUAL_WORLD, lengthMs: 2_400_000 }
const WILD: World = { ...CALM, nuisances: parseNuisances('on') ?? QUIET }

function figuresOf(world: World, run: Run): Omit<Figures, 'callsPerSecond'> {
  const { callsPerSecond: _, ...figures } = simulate(world, run)
  return figures
}

describe('the quality bench', () => {
  it.each(CONTENDERS)('%s: the same seed gives the same figures', (contender) => {
    const run: Run = { contender, load: 0.6, seed: 1 }
    const figures = figuresOf(WILD, run)
    expect(figures).toEqual(figuresOf(WILD, run))
    expect(figures.calls).toBeGreaterThan(200)
    expect(figures).not.toEqual(figuresOf(WILD, { ...run, seed: 2 }))
  })

  it('the one that sees everything is never refused by a vendor, and hardly fails at a low load', () => {
    for (const world of [CALM, WILD]) {
      const figures = figuresOf(world, { contender: 'omniscient', load: 0.3, seed: 1 })
      expect(figures.refusals).toBe(0)
      expect(figures.failed).toBeLessThan(0.01)
      expect(figures.cached).toBeGreaterThan(0.7)
    }
  })

  it('careless spreading burns the cache', () => {
    const spread = figuresOf(CALM, { contender: 'round-robin', load: 0.3, seed: 1 })
    const bound = figuresOf(CALM, { contender: 'session-conversation', load: 0.3, seed: 1 })
    expect(spread.cached).toBeLessThan(bound.cached - 0.2)
    expect(spread.cost).toBeGreaterThan(1.4 * bound.cost)
  })
})
