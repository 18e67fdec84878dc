import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { AccountRecord, BindingRecord, BoardRecords, TotalsRecord } from '../../model/board-records.ts'
import { prepareSessionCounts } from './session-count-table.ts'
import type { BoardSave } from './thread-messages.ts'

type Kind = 'account' | 'binding' | 'totals'

/**
 * Boards on their way to the disk. A record replaces the one before it under the same key, so what waits is bounded by
 * what boards hold, and a batch that is given up loses none of it: it goes with the next.
 */
export interface BoardTable {
  add(save: BoardSave): void
  /** Within a transaction. What the counters say of sessions is noted under `now`, epoch ms. */
  write(now: number): void
  /** The transaction is on disk. */
  onCommitted(): void
}

export function prepareBoardTable(database: DatabaseSync): BoardTable {
  const put = database.prepare('insert or replace into board_records (pool, kind, key, record) values (?, ?, ?, ?)')
  const find = database.prepare("select record from board_records where pool = ? and kind = 'totals' and key = ''")
  const noteSessions = prepareSessionCounts(database)
  const remove = database.prepare('delete from board_records where pool = ? and kind = ? and key = ?')
  /** By pool, then by kind and key; `null` is gone. */
  const waiting = new Map<string, Map<string, WaitingRecord>>()

  function recordsOf(pool: string): Map<string, WaitingRecord> {
    const known = waiting.get(pool)
    if (known !== undefined) return known
    const records = new Map<string, WaitingRecord>()
    waiting.set(pool, records)
    return records
  }

  return {
    add({ pool, changes }) {
      const records = recordsOf(pool)
      const set = (kind: Kind, key: string, record: object | null): void => {
        records.set(`${kind} ${key}`, { kind, key, record })
      }
      for (const account of changes.accounts) set('account', account.id, account)
      for (const key of changes.unbound) set('binding', key, null)
      for (const binding of changes.bindings) set('binding', binding.key, binding)
      if (changes.totals !== null) set('totals', '', changes.totals)
    },
    write(now) {
      for (const [pool, records] of waiting) {
        for (const { kind, key, record } of records.values()) {
          if (kind === 'totals' && record !== null && isTotalsRecord(record)) {
            const before = decodeRecord(find.get(pool)?.['record']).find(isTotalsRecord) ?? null
            noteSessions(pool, { before, after: record }, now)
          }
          if (record === null) remove.run(pool, kind, key)
          else put.run(pool, kind, key, JSON.stringify(record))
        }
      }
    },
    onCommitted() {
      waiting.clear()
    },
  }
}

interface WaitingRecord {
  readonly kind: Kind
  readonly key: string
  readonly record: object | null
}

/** What is on disk of one pool's board. Records of a shape that is not known any more are left out. */
export function readBoard(database: DatabaseSync, pool: string): BoardRecords {
  const select = database.prepare('select record from board_records where pool = ? and kind = ? order by key')
  const read = (kind: Kind): object[] => select.all(pool, kind).flatMap((row) => decodeRecord(row['record']))
  return {
    accounts: read('account').filter(isAccountRecord),
    bindings: read('binding').filter(isBindingRecord),
    totals: read('totals').find(isTotalsRecord) ?? null,
  }
}

function decodeRecord(text: SQLOutputValue | undefined): object[] {
  const parsed: unknown = JSON.parse(typeof text === 'string' ? text : 'null')
  return typeof parsed === 'object' && parsed !== null ? [parsed] : []
}

function isAccountRecord(record: object): record is AccountRecord {
  return 'id' in record && typeof record.id === 'string' && 'cooldowns' in record && Array.isArray(record.cooldowns)
}

function isBindingRecord(record: object): record is BindingRecord {
  return 'key' in record && 'account' in record && 'startedAt' in record && 'epoch' in record
}

function isTotalsRecord(record: object): record is TotalsRecord {
  return 'totalRequests' in record && typeof record.totalRequests === 'number'
}
