import type { DatabaseSync } from 'node:sqlite'
import { AUDIT_KEPT_MS, MAX_AUDIT_ENTRIES } from '../../model/audit.ts'
import { SESSION_IDLE_MS } from '../../model/session.ts'
import { prepareFacetRetirement } from './facet-table.ts'
import { EACH, MARGINS } from './rollup-tables.ts'
import type { Retention } from './thread-messages.ts'

const DAY_MS = 86_400_000
/** Minutes are for looking closely at what happened lately; a week and a day shows any week whole. */
const MINUTE_DAYS = 8
/** Counts of sessions are kept by the minute only, for as long as analytics looks back. */
const SESSION_DAYS = 32
/** Rows that one slice deletes at most: some 2 ms. */
const SLICE_ROWS = 500
/** Pages that one slice gives back to the file system at most. */
const SLICE_PAGES = 100
/** Free pages that are kept for new rows, as a share of the file, and at least so many: giving them back moves others. */
const KEPT_FREE_SHARE = 0.05
const KEPT_FREE_PAGES = 256

/** Deletes what is past its time, a slice at a time, so that no batch waits for it. */
export interface Retirement {
  /** One slice, in a transaction of its own. `more` where another would find something, too. */
  slice(now: number): 'more' | 'done'
}

export function prepareRetirement(database: DatabaseSync, retention: Retention): Retirement {
  // Ids grow with time: the oldest rows are the first ones.
  const oldest = database.prepare(
    `select max(id) as last, count(*) as n from (select id, time from requests order by id limit ${SLICE_ROWS}) where time < ?`,
  )
  const deleteAttempts = database.prepare(
    'delete from attempt_rows where request_id in (select id from requests where id <= ? and time < ?)',
  )
  const deleteRequests = database.prepare('delete from requests where id <= ? and time < ?')
  const sliceOf = (table: string): string =>
    `delete from ${table} where (at, group_id) in (select at, group_id from ${table} where at < ? order by at limit ${SLICE_ROWS})`
  const minutes = [EACH, MARGINS].map(({ cells }) => database.prepare(sliceOf(cells.minute)))
  const longer = [EACH, MARGINS].flatMap(({ cells }) =>
    [cells.hour, cells.day].map((table) => database.prepare(sliceOf(table))),
  )
  const deleteSessionCounts = database.prepare(
    `delete from session_minutes where (at, pool) in (select at, pool from session_minutes where at < ? order by at limit ${SLICE_ROWS})`,
  )
  const deleteAudit = database.prepare(
    `delete from audit where id in (select id from audit order by id limit ${SLICE_ROWS}) and (at < ? or id <= (select max(id) from audit) - ${MAX_AUDIT_ENTRIES})`,
  )
  const deleteFacets = prepareFacetRetirement(database)
  const deleteSessions = database.prepare('delete from sessions where used_at <= ?')

  function deleteSlice(now: number): boolean {
    const cutoff = now - retention.detailDays * DAY_MS
    const found = oldest.get(cutoff)
    const last = found?.['last']
    if (typeof last === 'number') {
      deleteAttempts.run(last, cutoff)
      deleteRequests.run(last, cutoff)
    }
    const minutesFrom = now - Math.min(retention.rollupDays, MINUTE_DAYS) * DAY_MS
    const longerFrom = now - retention.rollupDays * DAY_MS
    const rollups = [
      ...minutes.map((statement) => statement.run(minutesFrom)),
      ...longer.map((statement) => statement.run(longerFrom)),
      deleteSessionCounts.run(now - Math.min(retention.rollupDays, SESSION_DAYS) * DAY_MS),
    ]
    const audit = deleteAudit.run(now - AUDIT_KEPT_MS)
    deleteSessions.run(now - SESSION_IDLE_MS)
    deleteFacets()
    const gone = [found?.['n'], audit.changes, ...rollups.map(({ changes }) => changes)]
    return gone.some((count) => Number(count) >= SLICE_ROWS)
  }

  function giveBackPages(): boolean {
    const free = readCount('freelist_count')
    const kept = Math.max(KEPT_FREE_PAGES, readCount('page_count') * KEPT_FREE_SHARE)
    if (free <= kept) return false
    database.exec(`pragma incremental_vacuum(${SLICE_PAGES})`)
    return true
  }

  function readCount(name: 'freelist_count' | 'page_count'): number {
    return Number(database.prepare(`pragma ${name}`).get()?.[name] ?? 0)
  }

  return {
    slice(now) {
      database.exec('begin immediate')
      try {
        const more = deleteSlice(now)
        database.exec('commit')
        return giveBackPages() || more ? 'more' : 'done'
      } catch (error) {
        if (database.isTransaction) database.exec('rollback')
        throw error
      }
    },
  }
}
