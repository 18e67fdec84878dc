/** What a limit's headers say in numbers; `null` is unsaid. */
export interface Spent {
  readonly capacity: number | null
  readonly left: number | null
  /** Ms until the limit is full, or reset. */
  readonly untilResetMs: number | null
}

const USUAL_WINDOWS_MS = [60_000, 3_600_000, 86_400_000]
/** Where less than this share is used, the delay is too short to tell a window by. */
const LEAST_SHARE = 0.01
/** How far off a usual window the computed one may be, as a factor: counts are rounded, and the answer took its time. */
const TOLERANCE = 1.5
/** Delays are rounded to seconds by some. */
const ROUNDING_MS = 1_000

/**
 * From empty to full, ms: the time until a limit is full, over the share that is used, is the time of the whole.
 * `null` where too little is used to tell, or where what comes out is near none of a minute, an hour and a day.
 */
export function refillWindow(spent: Spent): number | null {
  const share = usedShare(spent)
  if (share === null || share < LEAST_SHARE || spent.untilResetMs === null) return null
  const computed = spent.untilResetMs / share
  return USUAL_WINDOWS_MS.find((usual) => computed <= usual * TOLERANCE && computed >= usual / TOLERANCE) ?? null
}

/** Whether the delay is longer than refilling what is used would take, so that it is until the end of a fixed window. */
export function spansWindow(spent: Spent, windowMs: number): boolean {
  const share = usedShare(spent)
  if (share === null || spent.untilResetMs === null) return false
  return spent.untilResetMs > share * windowMs * TOLERANCE + ROUNDING_MS
}

/** From 0 to 1, or above where more than all is used. */
function usedShare({ capacity, left }: Spent): number | null {
  return capacity === null || left === null || capacity <= 0 ? null : Math.max(0, (capacity - left) / capacity)
}
