import { expect, test } from 'vitest'
import type { TotalsRecord } from '../model/board-records.ts'
import { sessionsBetween } from './session-counts.ts'

function totals(differs: Partial<TotalsRecord> = {}): TotalsRecord {
  const none = { totalRequests: 0, successfulRequests: 0, failedRequests: 0, lastUsed: null }
  return { ...none, sessions: 0, sessionsEnded: 0, sessionMs: 0, switches: 0, ...differs }
}

test('what counters grew by happened in between', () => {
  const before = totals({ sessions: 3, sessionsEnded: 2, sessionMs: 500, switches: 1 })
  const after = totals({ sessions: 5, sessionsEnded: 4, sessionMs: 900, switches: 2 })
  expect(sessionsBetween(before, after)).toEqual({ started: 2, ended: 2, endedMs: 400, switches: 1 })
})

test('a board of which nothing was kept began at 0', () => {
  expect(sessionsBetween(null, totals({ sessions: 1 }))).toEqual({ started: 1, ended: 0, endedMs: 0, switches: 0 })
})

test('one that was reset began at 0 again', () => {
  const before = totals({ totalRequests: 90, sessions: 5, sessionsEnded: 4, sessionMs: 900 })
  expect(sessionsBetween(before, totals())).toBeNull()
  expect(sessionsBetween(before, totals({ sessions: 1 }))).toMatchObject({ started: 1, ended: 0 })
})

test('requests alone are no news of sessions', () => {
  const before = totals({ sessions: 1, totalRequests: 1 })
  expect(sessionsBetween(before, { ...before, totalRequests: 2 })).toBeNull()
})
