import type { AnalyticsQuery } from '../../model/analytics.ts'
import { windowOf } from '../../model/analytics.ts'
import type { BoardChanges, BoardRecords } from '../../model/board-records.ts'
import type { HoldingRecord } from '../../model/holding.ts'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { RawAnalytics } from '../raw-analytics.ts'
import { createAnalyticsDraft, keepMost } from '../raw-analytics.ts'
import type { Sums } from '../sums.ts'
import { MAX_ACCOUNTS } from '../to-analytics.ts'
import { openBoardRows } from './board-rows.ts'
import { openHoldingRows } from './holding-rows.ts'
import { openSessionCountRows } from './session-count-rows.ts'
import type { AskedModel } from './sum-rows.ts'
import { FINEST_MS, openSumRows } from './sum-rows.ts'
import { openRequestBatches } from './request-batches.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { SpendChange } from './spend-rows.ts'
import { openSpendRows } from './spend-rows.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, numberOf } from './sql.ts'

/** What is written together with what requests counted. */
interface CommittedBeside {
  readonly spends?: readonly SpendChange[]
  readonly held?: readonly HoldingRecord[]
  /** When it is, epoch ms: what happened to sessions is noted under it. */
  readonly now?: number
}

/** Where a pool's Durable Object keeps what must outlive it. */
export interface PoolStore {
  loadBoard(): BoardRecords
  /** What is kept of each client key with a budget. */
  loadSpends(): readonly KeySpend[]
  /** What its accounts hold at their vendors, the oldest first. */
  loadHoldings(pool: string): readonly HoldingRecord[]
  lastRequestId(): number
  /** No id up to this one is given out any more; 0 before the first time. */
  idMark(): number
  setIdMark(id: number): void
  /** When the pool's snapshot was last published, epoch ms; 0 before the first time. */
  publishedAt(): number
  setPublishedAt(at: number): void
  /** When it is to be looked for alerts although nothing changes, epoch ms; 0 is never. */
  lookAt(): number
  setLookAt(at: number): void
  /** Which alerts were told, as text; empty before the first. */
  alerts(): string
  setAlerts(text: string): void
  /** Writes what changed, the requests that ended and what goes with them, all or nothing. */
  commit(changes: BoardChanges | null, rows: readonly StoredRequest[], beside?: CommittedBeside): void
  request(id: number): StoredRequest | null
  requests(filter: RequestFilter, page: PageRequest): RequestPage
  /** What is known here of a stretch of time, to be merged with what other pools know. */
  analytics(query: AnalyticsQuery, pool: string): RawAnalytics
  /** All that its requests of a stretch add up to, to be added to that of other pools. */
  sums(stretch: TimeStretch): Sums
  /** Models that were asked for since that moment, epoch ms. */
  models(since: number): readonly AskedModel[]
  trim(now: number, keepDays: number): void
}

export function openPoolStore(database: ObjectDatabase): PoolStore {
  const board = openBoardRows(database)
  const holdings = openHoldingRows(database)
  const batches = openRequestBatches(database)
  const sums = openSumRows(database)
  const sessionCounts = openSessionCountRows(database)
  const spendRows = openSpendRows(database)
  database.exec('create table if not exists moments (name text primary key, at integer not null) without rowid')

  database.exec(
    'create table if not exists told_alerts (one integer primary key check (one = 1), records text not null)',
  )

  function moment(name: string): number {
    return numberOf(firstRow(database.exec('select at from moments where name = ?', name))?.['at'])
  }

  function setMoment(name: string, at: number): void {
    database.exec('insert or replace into moments (name, at) values (?, ?)', name, at)
  }

  return {
    loadBoard: () => board.load(),
    loadSpends: () => spendRows.load(),
    loadHoldings: (pool) => holdings.load(pool),
    lastRequestId: () => batches.lastId(),
    idMark: () => moment('ids'),
    setIdMark: (id) => setMoment('ids', id),
    publishedAt: () => moment('published'),
    setPublishedAt: (at) => setMoment('published', at),
    lookAt: () => moment('look'),
    setLookAt: (at) => setMoment('look', at),
    alerts() {
      const records = firstRow(database.exec('select records from told_alerts'))?.['records']
      return typeof records === 'string' ? records : ''
    },
    setAlerts: (text) => void database.exec('insert or replace into told_alerts (one, records) values (1, ?)', text),
    commit(changes, rows, { spends = [], held = [], now = 0 } = {}) {
      try {
        database.transaction(() => {
          if (changes?.totals != null) sessionCounts.note(board.totals(), changes.totals, now)
          if (changes !== null) board.write(changes)
          holdings.write(held)
          if (rows.length > 0) batches.write(rows)
          sums.write(rows)
          spendRows.write(spends)
        })
      } catch (error) {
        sums.forget()
        throw error
      }
    },
    analytics(query, pool) {
      const draft = createAnalyticsDraft()
      sums.read(query, pool, draft)
      const { from, to } = windowOf(query.range, query.now, FINEST_MS)
      const sessions = sessionCounts.read(from, to)
      if (sessions !== null) draft.addSessions(pool, sessions)
      return keepMost(draft.toRaw(), MAX_ACCOUNTS, Infinity)
    },
    sums: (stretch) => sums.total(stretch),
    models: (since) => sums.models(since),
    request: (id) => batches.find(id),
    requests: (filter, page) => batches.page(filter, page),
    trim(now, keepDays) {
      batches.trim(now, keepDays)
      sessionCounts.trim(now)
      database.transaction(() => sums.trim(now))
    },
  }
}
