import { toRoundStep } from './trace-layout.ts'

const SMALLEST_MS = 500

/** How long a full bar is, ms: round, so that it seldom changes, and so long that 19 of 20 fit. */
export function toScale(durations: readonly number[]): number {
  const sorted = durations.toSorted((a, b) => a - b)
  const nearLongest = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0
  return toRoundStep(Math.max(nearLongest, SMALLEST_MS))
}
