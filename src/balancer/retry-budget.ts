/** How many failovers after a 5xx or a broken connection may be under way at once (contract §6, Attempts). */
export interface RetryBudget {
  /** A caller's request begins. */
  enter(): void
  /** It is over. */
  leave(): void
  /** Takes a place for one failover; false where the budget is spent. A place taken is given back once. */
  take(): boolean
  giveBack(): void
}

const SHARE = 0.2
const FLOOR = 3

/** At most 20 % of the requests in flight at a time, and never fewer than 3: an outage is not multiplied. */
export function createRetryBudget(): RetryBudget {
  let inFlight = 0
  let taken = 0
  return {
    enter() {
      inFlight++
    },
    leave() {
      inFlight--
    },
    take() {
      if (taken + 1 > Math.max(FLOOR, inFlight * SHARE)) return false
      taken++
      return true
    },
    giveBack() {
      taken--
    },
  }
}
