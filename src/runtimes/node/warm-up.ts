import { setTimeout as pause } from 'node:timers/promises'
import { dayBegan } from '../../accounts/budget-period.ts'
import type { LedgerQueries } from '../../model/ledger-queries.ts'

/** So long after it listens, ms: who has waited for it goes first, and a server that ends at once asks nothing. */
const AFTER_MS = 1_000

const HOUR_MS = 3_600_000

/** Asks for what the dashboard's first visitor will ask for, once the rush of the start is over. */
export async function warmUpLater(queries: LedgerQueries, now: () => number): Promise<void> {
  await pause(AFTER_MS, undefined, { ref: false })
  await warmUp(queries, now())
}

/**
 * The thread that reads is started by the first question, and loads what it runs: ten times what an answer takes over ten
 * million requests. What cannot be read is told to whoever asks for it.
 */
export async function warmUp(queries: LedgerQueries, now: number): Promise<void> {
  try {
    await queries.sums({ from: now - HOUR_MS, to: now })
    await queries.requests({}, { limit: 1, cursor: null })
  } catch {
    // Closed meanwhile, or the disk refuses.
  }
}

/** Finds midnight once: the first use of a time zone holds the thread up by some ten ms, which is no time for calls. */
export function warmUpTimeZone(timeZone: string, now: number): void {
  dayBegan(timeZone, now)
}
