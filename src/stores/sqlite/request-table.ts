import type { DatabaseSync } from 'node:sqlite'
import type { RequestRow } from '../../model/ledger.ts'
import { encodeAttemptRoom, encodeNoRoom } from './row-room.ts'

/** In the order of the values below. */
const COLUMNS = [
  'id',
  'time',
  'pool',
  'protocol',
  'operation',
  'method',
  'path',
  'model',
  'stream',
  'client',
  'status',
  'outcome',
  'error',
  'account_id',
  'account',
  'provider',
  'duration_ms',
  'first_byte_ms',
  'input',
  'output',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'cost',
  'available',
  'passed_over',
  'attempt_count',
  'attempt_reason',
  'attempt_started_ms',
  'attempt_took_ms',
  'attempt_status',
  'attempt_result',
  'attempt_room',
  'no_room',
]

/** Writes one request with its attempts. False where a row of that id is there already: it was written before. */
export type InsertRequest = (row: RequestRow, cost: number | null) => boolean

export function prepareRequestTable(database: DatabaseSync): InsertRequest {
  const marks = COLUMNS.map(() => '?').join(', ')
  const insert = database.prepare(`insert or ignore into requests (${COLUMNS.join(', ')}) values (${marks})`)
  const insertAttempt = database.prepare(
    'insert into attempt_rows (request_id, n, account_id, account, reason, started_ms, took_ms, status, result, room) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )

  return (row, cost) => {
    const { usage, attempts } = row
    const first = attempts[0]
    // The plain case: one attempt, on the account whose answer the caller got. It rides in the request's own row.
    const only = attempts.length === 1 && first !== undefined && first.accountId === row.accountId ? first : null
    const written = insert.run(
      row.id,
      row.time,
      row.pool,
      row.protocol,
      row.operation,
      row.method,
      row.path,
      row.model,
      row.stream ? 1 : 0,
      row.client,
      row.status,
      row.end,
      row.error,
      row.accountId,
      row.account,
      row.provider,
      row.durationMs,
      row.firstByteMs,
      usage.input,
      usage.output,
      usage.cacheRead,
      usage.cacheWrite5m,
      usage.cacheWrite1h,
      cost,
      row.available,
      row.passedOver.length === 0 ? null : JSON.stringify(row.passedOver),
      attempts.length,
      only?.reason ?? null,
      only?.startedMs ?? null,
      only?.tookMs ?? null,
      only?.status ?? null,
      only?.result ?? null,
      only === null ? null : encodeAttemptRoom(only),
      encodeNoRoom(row.noRoom),
    )
    if (written.changes === 0) return false
    if (only === null) {
      attempts.forEach((attempt, index) => {
        const { accountId, account, reason, startedMs, tookMs, status, result } = attempt
        const room = encodeAttemptRoom(attempt)
        insertAttempt.run(row.id, index + 1, accountId, account, reason, startedMs, tookMs, status, result, room)
      })
    }
    return true
  }
}
