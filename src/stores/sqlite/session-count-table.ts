import type { DatabaseSync } from 'node:sqlite'
import type { TotalsRecord } from '../../model/board-records.ts'
import type { SessionCounts } from '../session-counts.ts'
import { sessionsBetween } from '../session-counts.ts'

const MINUTE_MS = 60_000

/** Notes by the minute what happened to a pool's sessions between two states of its counters. Within a transaction. */
export type NoteSessions = (pool: string, states: CounterStates, now: number) => void

interface CounterStates {
  readonly before: TotalsRecord | null
  readonly after: TotalsRecord
}

export function prepareSessionCounts(database: DatabaseSync): NoteSessions {
  const add = database.prepare(
    `insert into session_minutes (at, pool, started, ended, ended_ms, switches) values (?, ?, ?, ?, ?, ?)
     on conflict (at, pool) do update set started = started + excluded.started, ended = ended + excluded.ended,
       ended_ms = ended_ms + excluded.ended_ms, switches = switches + excluded.switches`,
  )
  return (pool, { before, after }, now) => {
    const counts = sessionsBetween(before, after)
    if (counts === null) return
    const at = Math.floor(now / MINUTE_MS) * MINUTE_MS
    add.run(at, pool, counts.started, counts.ended, Math.round(counts.endedMs), counts.switches)
  }
}

/** By pool, over a stretch of time in epoch ms. */
export function readSessionCounts(
  database: DatabaseSync,
  { from, to }: { readonly from: number; readonly to: number },
): readonly (readonly [pool: string, counts: SessionCounts])[] {
  const rows = database
    .prepare(
      `select pool, sum(started) as started, sum(ended) as ended, sum(ended_ms) as ended_ms, sum(switches) as switches
       from session_minutes where at >= ? and at < ? group by pool`,
    )
    .all(from, to)
  return rows.map((row) => [
    String(row['pool']),
    {
      started: Number(row['started']),
      ended: Number(row['ended']),
      endedMs: Number(row['ended_ms']),
      switches: Number(row['switches']),
    },
  ])
}
