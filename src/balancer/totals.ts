import type { TotalsRecord } from '../model/board-records.ts'

/** What is counted of a whole pool. Lengths are ms, times epoch ms. */
export interface Totals {
  readonly counts: Readonly<TotalsRecord>
  onRequest(end: 'successful' | 'failed', now: number): void
  /** A session starts: the first of its kind, or one that moves the traffic to another account. */
  onSessionStart(how: 'new' | 'moved'): void
  onSessionEnd(length: number): void
  clear(): void
  restore(record: TotalsRecord): void
  /** `null` where nothing changed since the last drain. */
  drain(): TotalsRecord | null
}

const NONE: TotalsRecord = {
  totalRequests: 0,
  successfulRequests: 0,
  failedRequests: 0,
  lastUsed: null,
  sessions: 0,
  sessionsEnded: 0,
  sessionMs: 0,
  switches: 0,
}

export function createTotals(): Totals {
  const counts = { ...NONE }
  let changed = false
  return {
    counts,
    onRequest(end, now) {
      counts.totalRequests++
      if (end === 'successful') counts.successfulRequests++
      else counts.failedRequests++
      counts.lastUsed = now
      changed = true
    },
    onSessionStart(how) {
      counts.sessions++
      if (how === 'moved') counts.switches++
      changed = true
    },
    onSessionEnd(length) {
      counts.sessionsEnded++
      counts.sessionMs += Math.max(0, length)
      changed = true
    },
    clear() {
      Object.assign(counts, NONE)
      changed = true
    },
    restore(record) {
      Object.assign(counts, record)
    },
    drain() {
      if (!changed) return null
      changed = false
      return { ...counts }
    },
  }
}
