/** All that is known, besides the error itself, when an error is judged. */
export interface Situation {
  /** `null` where the error came in a stream, after a 2xx. */
  readonly status: number | null
  header(name: string): string | null
  headerNames(): Iterable<string>
  /** The model the call asked for. */
  readonly model: string | null
  /** Epoch ms by our clock. */
  readonly now: number
  /** Epoch ms by the vendor's clock at the same moment: dates in its answer are read against its own `Date`. */
  readonly vendorNow: number
}

/** A moment by the vendor's clock as one by ours; `null` where it is unreadable or not in the future. */
export function fromVendorTime(situation: Situation, time: number): number | null {
  return afterDelay(situation, time - situation.vendorNow)
}

/** The moment a delay (ms) from now; `null` where the delay is unreadable or not positive. */
export function afterDelay(situation: Situation, delay: number): number | null {
  const moment = Math.round(situation.now + delay)
  return Number.isSafeInteger(moment) && moment > situation.now ? moment : null
}

/** The later of two moments, either of which may be unknown. */
export function latest(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.max(a, b)
}
