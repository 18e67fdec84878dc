import { sampleOf } from '../harness/sample.ts'
import type { Contender } from './contenders.ts'
import type { Job } from './jobs.ts'
import type { Plan } from './options.ts'
import type { Figures } from './tally.ts'

/** The figures of one contender at one load in one world, seed by seed. */
export interface Cell {
  readonly world: number
  readonly load: number
  readonly contender: Contender
  readonly figures: readonly Figures[]
}

/** Every run of a plan. */
export function toJobs({ worlds, loads, contenders, seeds }: Plan): Job[] {
  return worlds.flatMap((_, world) =>
    loads.flatMap((load) =>
      contenders.flatMap((contender) => Array.from({ length: seeds }, (_, seed) => ({ world, load, contender, seed }))),
    ),
  )
}

/** `figures` stand in the order of `toJobs`. */
export function toCells(plan: Plan, figures: readonly Figures[]): Cell[] {
  const cells: Cell[] = []
  for (const [index, { world, load, contender, seed }] of toJobs(plan).entries()) {
    if (seed === 0) cells.push({ world, load, contender, figures: figures.slice(index, index + plan.seeds) })
  }
  return cells
}

export function medianOf({ figures }: Cell, figure: keyof Figures): number {
  return sampleOf(figures.map((one) => one[figure])).median
}

/** Seed by seed, since both met the same conversations. */
export function medianAgainst(cell: Cell, bound: Cell, compare: (ours: Figures, theirs: Figures) => number): number {
  const pairs = cell.figures.flatMap((ours, seed) => {
    const theirs = bound.figures[seed]
    return theirs === undefined ? [] : [compare(ours, theirs)]
  })
  return sampleOf(pairs).median
}
