import { array, assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addToHistogram, bucketOf, mergeHistogram, toSpread } from './histogram.ts'
import type { Histogram } from './histogram.ts'

function histogramOf(durations: readonly number[]): Histogram {
  const histogram: Histogram = []
  for (const ms of durations) addToHistogram(histogram, bucketOf(ms), 1)
  return histogram
}

describe('a histogram of durations', () => {
  test('without any knows no mean and no percentile', () => {
    expect(toSpread([], 0)).toEqual({ count: 0, mean: null, p50: null, p95: null, p99: null })
  })

  test('puts a duration at a bound into the bucket that ends there', () => {
    expect([0, 1, 1.5, 2, 700, 701].map(bucketOf)).toEqual([0, 0, 1, 1, 16, 17])
    expect(bucketOf(Infinity)).toBe(bucketOf(10_000_000))
  })

  test('tells percentiles to within a bucket, whatever the durations', () => {
    assert(
      property(array(integer({ min: 1, max: 600_000 }), { minLength: 1, maxLength: 300 }), (durations) => {
        const sorted = durations.toSorted((a, b) => a - b)
        const spread = toSpread(histogramOf(durations), 0)
        for (const [value, share] of [
          [spread.p50, 0.5],
          [spread.p95, 0.95],
          [spread.p99, 0.99],
        ] as const) {
          const exact = sorted[Math.ceil(sorted.length * share) - 1] ?? 0
          expect(bucketOf(value ?? -1)).toBe(bucketOf(exact))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  test('merged from two is that of all', () => {
    const merged = histogramOf([1, 50, 90_000])
    mergeHistogram(merged, histogramOf([2, 50]))
    expect(merged).toEqual(histogramOf([1, 2, 50, 50, 90_000]))
    expect(toSpread(merged, 500)).toMatchObject({ count: 5, mean: 100 })
  })
})
