/** Length of the window that `requests_per_minute` speaks of, in ms. */
const WINDOW_MS = 60_000
const FIRST_CAPACITY = 16

/** Lets at most so many pass in any 60 s, exactly: every passage of the last 60 s is remembered. */
export interface RateWindow {
  /** Passes and answers 0, or refuses and answers the ms until one may pass. `now` is epoch ms. */
  take(now: number): number
}

/** `limit` is an integer from 1. Memory grows with use, to 8 bytes for each of `limit`. */
export function createRateWindow(limit: number): RateWindow {
  let times = new Float64Array(Math.min(limit, FIRST_CAPACITY))
  let oldest = 0
  let count = 0
  let latest = 0

  function grow(): void {
    const larger = new Float64Array(Math.min(limit, times.length * 2))
    for (let index = 0; index < count; index++) larger[index] = times[(oldest + index) % times.length] ?? 0
    times = larger
    oldest = 0
  }

  return {
    take(now) {
      // A clock that was set back must not let a second quota through.
      latest = Math.max(latest, now)
      while (count > 0 && latest - (times[oldest] ?? 0) >= WINDOW_MS) {
        oldest = (oldest + 1) % times.length
        count--
      }
      if (count >= limit) return (times[oldest] ?? 0) + WINDOW_MS - latest
      if (count === times.length) grow()
      times[(oldest + count) % times.length] = latest
      count++
      return 0
    },
  }
}
