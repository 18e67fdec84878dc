/** One moment by two clocks, epoch ms. */
export interface Clocks {
  /** By ours. */
  readonly now: number
  /** By the vendor's: dates in its answer are read against its own `Date`. */
  readonly vendorNow: number
}

/** All that is known, besides the error itself, when an error is judged. */
export interface Situation extends Clocks {
  /** `null` where the error came in a stream, after a 2xx. */
  readonly status: number | null
  header(name: string): string | null
  headerNames(): Iterable<string>
  /** The model the call asked for. */
  readonly model: string | null
}

/** A moment by the vendor's clock as one by ours; `null` where it is unreadable or not in the future. */
export function fromVendorTime(clocks: Clocks, time: number): number | null {
  return afterDelay(clocks, time - clocks.vendorNow)
}

/** The moment a delay (ms) from now; `null` where the delay is unreadable or not positive. */
export function afterDelay({ now }: Pick<Clocks, 'now'>, delay: number): number | null {
  const moment = Math.round(now + delay)
  return Number.isSafeInteger(moment) && moment > now ? moment : null
}

/** The later of two moments, either of which may be unknown. */
export function latest(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.max(a, b)
}
