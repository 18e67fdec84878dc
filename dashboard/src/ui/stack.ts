type Values = readonly (number | null)[]

/** Lays series on top of one another, the first at the foot: each as the sum with those below. All `null` stays a gap. */
export function stack(series: readonly Values[]): readonly Values[] {
  const sums: (number | null)[] = []
  return series.map((values) => {
    values.forEach((value, index) => {
      const below = sums[index] ?? null
      sums[index] = value === null && below === null ? null : (value ?? 0) + (below ?? 0)
    })
    return [...sums]
  })
}

/** Which points stand alone between gaps: a line does not show them. */
export function findLonely(values: Values): readonly number[] {
  const isGap = (index: number): boolean => (values[index] ?? null) === null
  return values.flatMap((_, index) => (!isGap(index) && isGap(index - 1) && isGap(index + 1) ? [index] : []))
}
