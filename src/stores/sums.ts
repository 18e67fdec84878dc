import { mergeHistogram } from '../model/histogram.ts'
import type { Histogram } from '../model/histogram.ts'

/** What is counted of requests and their attempts, in the order of `Sums.counts`. New ones are appended. */
export const COUNTS = [
  'requests',
  'ok',
  'failed',
  'cut',
  'gone',
  'failovers',
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cost',
  'priced',
  'duration_sum',
  'first_byte_sum',
  'unpriced',
  'attempts',
  'failures',
  'limits_met',
  'failovers_away',
] as const

export type CountName = (typeof COUNTS)[number]

/** Sums that can be added to each other, as percentiles cannot. */
export interface Sums {
  /** As in `COUNTS`, in that order; what is missing at the end is 0. */
  readonly counts: number[]
  readonly durations: Histogram
  readonly firstBytes: Histogram
}

const PLACES: ReadonlyMap<CountName, number> = new Map(COUNTS.map((name, place) => [name, place]))

export function emptySums(): Sums {
  return { counts: COUNTS.map(() => 0), durations: [], firstBytes: [] }
}

export function addSums(into: Sums, from: Sums): void {
  from.counts.forEach((count, place) => (into.counts[place] = (into.counts[place] ?? 0) + count))
  mergeHistogram(into.durations, from.durations)
  mergeHistogram(into.firstBytes, from.firstBytes)
}

export function countOf({ counts }: Sums, name: CountName): number {
  return counts[PLACES.get(name) ?? -1] ?? 0
}
