/** What stands behind one line, or of a histogram behind the lines of one label set. Plain, so that it goes between objects. */
export type Point =
  | { readonly kind: 'value'; readonly labels: string; readonly value: number }
  /** How many fell into each bucket alone, the last being open; `sum` is in the unit of the name. */
  | { readonly kind: 'spread'; readonly labels: string; readonly counts: readonly number[]; readonly sum: number }

/** What was read of one metric. Readings of one metric from several places add up, label set by label set. */
export interface Reading {
  /** Of an object of another version it may be one that is not known here. */
  readonly family: string
  readonly points: readonly Point[]
}
