import type { TotalsRecord } from '../model/board-records.ts'

/** What happened to a pool's sessions in a stretch of time. */
export interface SessionCounts {
  readonly started: number
  readonly ended: number
  /** Sum of the lengths of those that ended, ms. */
  readonly endedMs: number
  readonly switches: number
}

const NONE = { sessions: 0, sessionsEnded: 0, sessionMs: 0, switches: 0, totalRequests: 0 }

/**
 * What happened between two states of a board's counters, the first of which may be none; `null` where nothing did. A
 * counter that is lower than before was reset in between, and began at 0.
 */
export function sessionsBetween(before: TotalsRecord | null, after: TotalsRecord): SessionCounts | null {
  const start = before === null || wasReset(before, after) ? NONE : before
  const counts = {
    started: after.sessions - start.sessions,
    ended: after.sessionsEnded - start.sessionsEnded,
    endedMs: after.sessionMs - start.sessionMs,
    switches: after.switches - start.switches,
  }
  return counts.started + counts.ended + counts.switches === 0 ? null : counts
}

function wasReset(before: TotalsRecord, after: TotalsRecord): boolean {
  return (
    after.sessions < before.sessions ||
    after.sessionsEnded < before.sessionsEnded ||
    after.sessionMs < before.sessionMs ||
    after.switches < before.switches ||
    after.totalRequests < before.totalRequests
  )
}
