import type { ExpressionBuilder, Kysely } from 'kysely'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest } from '../../model/ledger-queries.ts'
import type { AttemptRow, PassedOver } from '../../model/ledger.ts'
import { findStretches } from './facet-queries.ts'
import type { IdStretch } from './facet-queries.ts'
import type { AttemptsTable, LedgerTables, RequestsTable } from './ledger-tables.ts'
import { decodeAttemptRoom, decodeNoRoom } from './row-room.ts'

/** Rows that one page looks through at most in one stretch: some tens of ms, however rare what it looks for. */
const SCANNED_ROWS = 50_000
/** Stretches are looked through for so long, ms; then a page is as long as it is. */
const ENOUGH_MS = 60
const MAX_PAGE = 500

/** Requests that match, newest first. */
export async function findRequests(
  ledger: Kysely<LedgerTables>,
  filter: RequestFilter,
  page: PageRequest,
): Promise<RequestPage> {
  const limit = Math.min(Math.max(Math.trunc(page.limit), 1), MAX_PAGE)
  const before = Math.min(readCursor(page.cursor), await firstIdFrom(ledger, filter.until ?? Infinity))
  const from = await firstIdFrom(ledger, filter.since ?? -Infinity)
  const { rows, next } = await gather(ledger, filter, { from, before, limit })
  return { items: await withAttempts(ledger, rows), next: next === null ? null : String(next) }
}

interface Gathered {
  readonly rows: RequestsTable[]
  /** Before which id there may be more. */
  readonly next: number | null
}

async function gather(ledger: Kysely<LedgerTables>, filter: RequestFilter, within: Stretch): Promise<Gathered> {
  const { limit } = within
  const { stretches, more } = await findStretches(ledger, filter, within)
  const rows: RequestsTable[] = []
  const end = performance.now() + ENOUGH_MS
  for (const [index, stretch] of stretches.entries()) {
    rows.push(...(await scan(ledger, filter, { ...stretch, limit: limit + 1 - rows.length })))
    if (rows.length > limit) {
      rows.pop()
      return { rows, next: rows.at(-1)?.id ?? 0 }
    }
    const next = await lastScanned(ledger, stretch)
    if (next !== null) return { rows, next }
    // However long the last one took, it was the last.
    if (performance.now() > end && index < stretches.length - 1) return { rows, next: stretch.from }
  }
  return { rows, next: more }
}

export async function findRequest(ledger: Kysely<LedgerTables>, id: number): Promise<StoredRequest | null> {
  const rows = await ledger.selectFrom('requests').selectAll().where('id', '=', id).execute()
  const [request] = await withAttempts(ledger, rows)
  return request ?? null
}

export async function findRequestsById(ledger: Kysely<LedgerTables>, ids: readonly number[]): Promise<StoredRequest[]> {
  const some = ids.slice(0, MAX_PAGE)
  if (some.length === 0) return []
  const rows = await ledger.selectFrom('requests').selectAll().where('id', 'in', some).orderBy('id').execute()
  return withAttempts(ledger, rows)
}

interface Stretch extends IdStretch {
  readonly limit: number
}

/** The inner query bounds what is looked through, and keeps its order; the outer one picks. */
async function scan(ledger: Kysely<LedgerTables>, filter: RequestFilter, within: Stretch): Promise<RequestsTable[]> {
  const recent = ledger
    .selectFrom('requests')
    .selectAll()
    .where('id', '<', within.before)
    .where('id', '>=', within.from)
    .orderBy('id', 'desc')
    .limit(SCANNED_ROWS)
    .as('recent')
  let query = ledger.selectFrom(recent).selectAll().limit(within.limit)
  const { pool, account, model, client, status, end, since, until } = filter
  if (pool !== undefined) query = query.where('pool', '=', pool)
  if (model !== undefined) query = query.where('model', '=', model)
  if (client !== undefined) query = query.where('client', '=', client)
  if (status !== undefined) query = query.where('status', '=', status)
  if (end !== undefined) query = query.where('outcome', '=', end)
  if (since !== undefined) query = query.where('time', '>=', since)
  if (until !== undefined) query = query.where('time', '<', until)
  if (account !== undefined) query = query.where((build) => wasTried(build, account))
  return await query.execute()
}

/** An attempt that rides in the request's own row is one of the account that answered. */
function wasTried(build: ExpressionBuilder<LedgerTables & { recent: RequestsTable }, 'recent'>, account: string) {
  return build.or([
    build('recent.account_id', '=', account),
    build('recent.account', '=', account),
    build.exists(
      build
        .selectFrom('attempt_rows as tried')
        .select('tried.n')
        .whereRef('tried.request_id', '=', 'recent.id')
        .where((of) => of.or([of('tried.account_id', '=', account), of('tried.account', '=', account)])),
    ),
  ])
}

/** The end of what was looked through of a stretch; `null` where that was all. */
async function lastScanned(ledger: Kysely<LedgerTables>, { from, before }: IdStretch): Promise<number | null> {
  const ids = ledger
    .selectFrom('requests')
    .select('id')
    .where('id', '<', before)
    .where('id', '>=', from)
    .orderBy('id', 'desc')
    .limit(1)
    .offset(SCANNED_ROWS - 1)
  const last = await ids.executeTakeFirst()
  return last?.id ?? null
}

/** The first id whose request began at that time or later. Ids grow with time, so halving finds it without an index. */
async function firstIdFrom(ledger: Kysely<LedgerTables>, time: number): Promise<number> {
  if (!Number.isFinite(time)) return time > 0 ? Number.MAX_SAFE_INTEGER : 0
  let low = 0
  const newest = await ledger.selectFrom('requests').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst()
  let high = (newest?.id ?? 0) + 1
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await ledger
      .selectFrom('requests')
      .select(['id', 'time'])
      .where('id', '>=', middle)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    if (row === undefined || row.time >= time) high = middle
    else low = row.id + 1
  }
  return low
}

async function withAttempts(ledger: Kysely<LedgerTables>, rows: readonly RequestsTable[]): Promise<StoredRequest[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const attempts = await ledger.selectFrom('attempts').selectAll().where('request_id', 'in', ids).orderBy('n').execute()
  const byRequest = Map.groupBy(attempts, (attempt) => attempt.request_id)
  return rows.map((row) => decodeRequest(row, byRequest.get(row.id) ?? []))
}

function decodeRequest(row: RequestsTable, attempts: readonly AttemptsTable[]): StoredRequest {
  return {
    id: row.id,
    time: row.time,
    pool: row.pool,
    protocol: row.protocol,
    operation: row.operation,
    method: row.method,
    path: row.path,
    model: row.model,
    stream: row.stream === 1,
    client: row.client,
    status: row.status,
    end: row.outcome,
    error: row.error,
    accountId: row.account_id,
    account: row.account,
    provider: row.provider,
    durationMs: row.duration_ms,
    firstByteMs: row.first_byte_ms,
    usage: {
      input: row.input,
      output: row.output,
      cacheRead: row.cache_read,
      cacheWrite5m: row.cache_write_5m,
      cacheWrite1h: row.cache_write_1h,
    },
    cost: row.cost,
    available: row.available,
    passedOver: row.passed_over === null ? [] : (JSON.parse(row.passed_over) as PassedOver[]),
    attempts: attempts.map(decodeAttempt),
    ...decodeNoRoom(row.no_room),
  }
}

function decodeAttempt(row: AttemptsTable): AttemptRow {
  return {
    accountId: row.account_id,
    account: row.account,
    reason: row.reason,
    startedMs: row.started_ms,
    tookMs: row.took_ms,
    status: row.status,
    result: row.result,
    ...decodeAttemptRoom(row.room),
  }
}

function readCursor(cursor: string | null): number {
  const id = cursor === null ? Number.MAX_SAFE_INTEGER : Number(cursor)
  return Number.isSafeInteger(id) ? id : 0
}
