import { createRandom } from '../../test/simulation/weather.ts'

/** Draws that repeat with their seed. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number
  /** Whether something of this probability happens. */
  hits(probability: number): boolean
  /** Evenly from `least` to `most`, both included where they are whole. */
  between(least: number, most: number): number
  whole(least: number, most: number): number
  /** Lognormal: `sigma` is the spread of its logarithm. */
  around(median: number, sigma: number): number
  /** The time to the next of what happens at random, `mean` apart. */
  gap(mean: number): number
}

/** `stream` tells apart what is drawn for different ends from one seed, so that more of one changes nothing of another. */
export function createChance(seed: number, stream: number): Chance {
  const next = createRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(stream + 1, 0x85ebca6b))
  const between = (least: number, most: number): number => least + next() * (most - least)
  return {
    next,
    hits: (probability) => next() < probability,
    between,
    whole: (least, most) => Math.floor(between(least, most + 1)),
    around(median, sigma) {
      const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
      return median * Math.exp(sigma * normal)
    },
    gap: (mean) => -mean * Math.log(1 - next()),
  }
}

/** The median of a lognormal draw that has this mean. */
export function medianOf(mean: number, sigma: number): number {
  return mean * Math.exp((-sigma * sigma) / 2)
}
