/** Distribution of a duration in ms; percentiles are exact to the width of a bucket (about a third). `null` without any. */
export interface Spread {
  readonly count: number
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
}
