import type { Spread } from './spread.ts'

/** Upper ends of the buckets in ms, the last being open: about a third apart, from a local answer to a long stream. */
const BOUNDS: readonly number[] = [
  1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000,
  15_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
]

/** How many durations fell into each bucket; buckets that are missing at the end are empty. */
export type Histogram = number[]

/** Which bucket a duration (ms) falls into. */
export function bucketOf(ms: number): number {
  let low = 0
  let high = BOUNDS.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ms <= (BOUNDS[middle] ?? Infinity)) high = middle
    else low = middle + 1
  }
  return low
}

export function addToHistogram(histogram: Histogram, bucket: number, count: number): void {
  while (histogram.length <= bucket) histogram.push(0)
  histogram[bucket] = (histogram[bucket] ?? 0) + count
}

export function mergeHistogram(into: Histogram, from: readonly number[]): void {
  from.forEach((count, bucket) => addToHistogram(into, bucket, count))
}

/** Mean and percentiles of what was counted; `sum` is the durations' sum in ms. */
export function toSpread(histogram: readonly number[], sum: number): Spread {
  const count = histogram.reduce((total, here) => total + here, 0)
  if (count === 0) return { count: 0, mean: null, p50: null, p95: null, p99: null }
  return {
    count,
    mean: sum / count,
    p50: percentile(histogram, count * 0.5),
    p95: percentile(histogram, count * 0.95),
    p99: percentile(histogram, count * 0.99),
  }
}

/** Straight between a bucket's ends; in the open one, its lower end. */
function percentile(histogram: readonly number[], rank: number): number {
  let below = 0
  for (const [bucket, here] of histogram.entries()) {
    if (here > 0 && below + here >= rank) {
      const from = BOUNDS[bucket - 1] ?? 0
      const to = BOUNDS[bucket] ?? from
      return from + ((to - from) * (rank - below)) / here
    }
    below += here
  }
  return BOUNDS.at(-1) ?? 0
}
