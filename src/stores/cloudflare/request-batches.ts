import type { PageRequest, RequestFilter, RequestPage, StoredRequest } from '../../model/ledger-queries.ts'
import { matchesFilter } from '../../model/matches-filter.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, jsonOf, numberOf } from './sql.ts'

/** Ids of one millisecond (`gateway/request-id.ts`). */
const IDS_PER_MS = 2_048
/** A batch holds ids of one minute, so that ranges overlap little. */
const SPAN = IDS_PER_MS * 60_000
/** By how much a request's beginning may differ from the time that its id tells. */
const SLACK_MS = 3_600_000
/** A row takes 2 MB at most, and a character up to three bytes of them. */
const BATCH_CHARACTERS = 500_000
/** What is read to find one request. */
const BATCH_ROWS = 500
/** What one page looks through at most, however rare what it looks for: the pool's calls wait meanwhile. */
const SCANNED_ROWS = 2_000
const MAX_PAGE = 500
const DAY_MS = 86_400_000
/** The oldest requests go when the object holds more than this; it may hold 10 GB, a free account 5 GB in all. */
const MAX_BYTES = 1024 * 1024 * 1024
const TRIMMED_BATCHES = 200

/**
 * Requests in batches of JSON, one row for all that ended in one moment: rows written are what storage costs there.
 * What is asked for is read in passing.
 */
export interface RequestBatches {
  /** Within a transaction. */
  write(rows: readonly StoredRequest[]): void
  lastId(): number
  find(id: number): StoredRequest | null
  page(filter: RequestFilter, page: PageRequest): RequestPage
  /** Forgets what is older, and what is too much. */
  trim(now: number, keepDays: number): void
}

export function openRequestBatches(database: ObjectDatabase): RequestBatches {
  database.exec(
    'create table if not exists batches (max_id integer primary key, min_id integer not null, rows text not null)',
  )

  function writeBatch(ids: readonly number[], texts: readonly string[]): void {
    const query = 'insert or replace into batches (max_id, min_id, rows) values (?, ?, ?)'
    database.exec(query, Math.max(...ids), Math.min(...ids), `[${texts.join()}]`)
  }

  function writeGroup(rows: readonly StoredRequest[]): void {
    let ids: number[] = []
    let texts: string[] = []
    let characters = 0
    for (const row of rows) {
      const text = JSON.stringify(row)
      if (texts.length > 0 && (texts.length === BATCH_ROWS || characters + text.length > BATCH_CHARACTERS)) {
        writeBatch(ids, texts)
        ids = []
        texts = []
        characters = 0
      }
      ids.push(row.id)
      texts.push(text)
      characters += text.length
    }
    writeBatch(ids, texts)
  }

  /** Rows before an id, newest first: a batch's rows may be older than those of the batch before it, by a minute at most. */
  function* rowsBefore(before: number): Generator<StoredRequest> {
    let waiting: StoredRequest[] = []
    let at = Math.min(before + SPAN, Number.MAX_SAFE_INTEGER)
    for (;;) {
      const query = 'select max_id, rows from batches where max_id < ? order by max_id desc limit 1'
      const batch = firstRow(database.exec(query, at))
      const newest = batch === undefined ? -1 : numberOf(batch['max_id'])
      const ready = waiting.filter(({ id }) => id > newest)
      waiting = waiting.filter(({ id }) => id <= newest)
      yield* ready.toSorted((a, b) => b.id - a.id)
      if (batch === undefined) return
      waiting.push(...decodeRows(batch['rows']).filter(({ id }) => id < before))
      at = newest
    }
  }

  return {
    write(rows) {
      for (const group of Map.groupBy(rows, ({ id }) => Math.floor(id / SPAN)).values()) writeGroup(group)
    },
    lastId: () => numberOf(firstRow(database.exec('select max(max_id) as id from batches'))?.['id']),
    find(id) {
      const query = 'select rows from batches where max_id >= ? and max_id < ? and min_id <= ?'
      for (const batch of database.exec(query, id, id + SPAN, id)) {
        const found = decodeRows(batch['rows']).find((row) => row.id === id)
        if (found !== undefined) return found
      }
      return null
    },
    page(filter, { limit, cursor }) {
      const wanted = Math.min(Math.max(Math.trunc(limit), 1), MAX_PAGE)
      const items: StoredRequest[] = []
      let scanned = 0
      let last = 0
      const latest = ((filter.until ?? Number.MAX_SAFE_INTEGER) + SLACK_MS) * IDS_PER_MS
      for (const row of rowsBefore(Math.min(readCursor(cursor), latest))) {
        if (items.length === wanted || scanned === SCANNED_ROWS) return { items, next: String(last) }
        scanned += 1
        last = row.id
        if (filter.since !== undefined && row.time < filter.since - SLACK_MS) break
        if (matchesFilter(row, filter)) items.push(row)
      }
      return { items, next: null }
    },
    trim(now, keepDays) {
      const oldest = (now - keepDays * DAY_MS) * IDS_PER_MS
      database.exec('delete from batches where max_id < ?', oldest)
      if (database.size() < MAX_BYTES) return
      const query = 'delete from batches where max_id in (select max_id from batches order by max_id limit ?)'
      database.exec(query, TRIMMED_BATCHES)
    },
  }
}

function readCursor(cursor: string | null): number {
  const id = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor)
  return Number.isSafeInteger(id) ? id : 0
}

function decodeRows(text: unknown): StoredRequest[] {
  const rows = jsonOf(text)
  // Written by `writeBatch` of this or an earlier version; fields are only ever added.
  return Array.isArray(rows) ? (rows as StoredRequest[]) : []
}
