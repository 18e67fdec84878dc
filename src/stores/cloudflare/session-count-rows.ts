import type { TotalsRecord } from '../../model/board-records.ts'
import type { SessionCounts } from '../session-counts.ts'
import { sessionsBetween } from '../session-counts.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, numberOf } from './sql.ts'

const UNIT_MS = 300_000
const KEPT_MS = 32 * 86_400_000

/** What happened to a pool's sessions, by five minutes. */
export interface SessionCountRows {
  /** Between two states of the counters. Within a transaction. */
  note(before: TotalsRecord | null, after: TotalsRecord, now: number): void
  /** Over a stretch of time in epoch ms; `null` where nothing happened. */
  read(from: number, to: number): SessionCounts | null
  trim(now: number): void
}

export function openSessionCountRows(database: ObjectDatabase): SessionCountRows {
  database.exec(
    'create table if not exists session_counts (at integer primary key, started integer not null, ended integer not null, ended_ms integer not null, switches integer not null)',
  )
  return {
    note(before, after, now) {
      const counts = sessionsBetween(before, after)
      if (counts === null) return
      const at = Math.floor(now / UNIT_MS) * UNIT_MS
      const query = `insert into session_counts (at, started, ended, ended_ms, switches) values (?, ?, ?, ?, ?)
        on conflict (at) do update set started = started + excluded.started, ended = ended + excluded.ended,
          ended_ms = ended_ms + excluded.ended_ms, switches = switches + excluded.switches`
      database.exec(query, at, counts.started, counts.ended, Math.round(counts.endedMs), counts.switches)
    },
    read(from, to) {
      const query = `select count(*) as n, sum(started) as started, sum(ended) as ended, sum(ended_ms) as ended_ms,
        sum(switches) as switches from session_counts where at >= ? and at < ?`
      const row = firstRow(database.exec(query, from, to))
      if (row === undefined || numberOf(row['n']) === 0) return null
      return {
        started: numberOf(row['started']),
        ended: numberOf(row['ended']),
        endedMs: numberOf(row['ended_ms']),
        switches: numberOf(row['switches']),
      }
    },
    trim: (now) => void database.exec('delete from session_counts where at < ?', now - KEPT_MS),
  }
}
