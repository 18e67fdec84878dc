/**
 * Steps between two lines: 1, 2 and 5 of every power of ten, from billionths, which costs may have, to what tokens come to.
 * They are read, not reckoned: uPlot finds their decimals by the very same numbers.
 */
export const STEPS: readonly number[] = Array.from({ length: 27 }, (_, index) => index - 9).flatMap((power) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${power}`)),
)

/** What is counted has no halves: two lines of one text would stand above each other. */
export const WHOLE_STEPS: readonly number[] = STEPS.filter((step) => step >= 1)

/** Whether nothing of it has a fraction. */
export function areWhole(series: Iterable<Iterable<number | null | undefined>>): boolean {
  for (const values of series) {
    for (const value of values) if (typeof value === 'number' && !Number.isInteger(value)) return false
  }
  return true
}

const LEAST_PX = 54
/** Of a figure at the size that axes are written in, and beside the text. */
const FIGURE_PX = 6.5
const BESIDE_PX = 14

/** How wide the texts at the axis make it, px; `null` before there are any. */
export function toAxisWidth(texts: readonly string[] | null): number {
  const longest = Math.max(0, ...(texts ?? []).map((text) => text.length))
  return Math.max(LEAST_PX, Math.ceil(longest * FIGURE_PX) + BESIDE_PX)
}
