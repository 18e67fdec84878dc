import type {
  AccountRecord,
  BindingRecord,
  BoardChanges,
  BoardRecords,
  TotalsRecord,
} from '../../model/board-records.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, jsonOf } from './sql.ts'

/** So many accounts share a row: rows written are what a Durable Object's storage costs. */
const GROUP_SIZE = 100

/** What a board must remember, in a Durable Object's SQLite. */
export interface BoardRows {
  load(): BoardRecords
  /** The counters of the whole pool, as they are kept. */
  totals(): TotalsRecord | null
  /** Within a transaction. */
  write(changes: BoardChanges): void
}

export function openBoardRows(database: ObjectDatabase): BoardRows {
  database.exec('create table if not exists account_groups (number integer primary key, records text not null)')
  database.exec('create table if not exists bindings (key text primary key, record text not null) without rowid')
  database.exec('create table if not exists totals (one integer primary key check (one = 1), record text not null)')
  const groups: Map<string, AccountRecord>[] = []
  const groupOf = new Map<string, number>()

  for (const row of database.exec('select records from account_groups order by number')) {
    const records = jsonOf(row['records'])
    const group = new Map<string, AccountRecord>()
    for (const record of Array.isArray(records) ? records.filter(isAccountRecord) : []) {
      group.set(record.id, record)
      groupOf.set(record.id, groups.length)
    }
    groups.push(group)
  }

  function placeOf(id: string): number {
    const known = groupOf.get(id)
    if (known !== undefined) return known
    const last = groups.at(-1)
    if (last === undefined || last.size >= GROUP_SIZE) groups.push(new Map())
    groupOf.set(id, groups.length - 1)
    return groups.length - 1
  }

  function totals(): TotalsRecord | null {
    const kept = jsonOf(firstRow(database.exec('select record from totals'))?.['record'])
    return isTotalsRecord(kept) ? kept : null
  }

  return {
    totals,
    load() {
      const bindings: BindingRecord[] = []
      for (const row of database.exec('select record from bindings order by key')) {
        const record = jsonOf(row['record'])
        if (isBindingRecord(record)) bindings.push(record)
      }
      return {
        accounts: groups.flatMap((group) => [...group.values()]),
        bindings,
        totals: totals(),
      }
    },
    write({ accounts, bindings, unbound, totals: counted }) {
      const changed = new Set<number>()
      for (const record of accounts) {
        const number = placeOf(record.id)
        groups[number]?.set(record.id, record)
        changed.add(number)
      }
      for (const number of changed) {
        const records = JSON.stringify([...(groups[number]?.values() ?? [])])
        database.exec('insert or replace into account_groups (number, records) values (?, ?)', number, records)
      }
      for (const key of unbound) database.exec('delete from bindings where key = ?', key)
      for (const binding of bindings) {
        const record = JSON.stringify(binding)
        database.exec('insert or replace into bindings (key, record) values (?, ?)', binding.key, record)
      }
      if (counted !== null) {
        database.exec('insert or replace into totals (one, record) values (1, ?)', JSON.stringify(counted))
      }
    },
  }
}

function isAccountRecord(value: unknown): value is AccountRecord {
  return isObject(value) && 'id' in value && typeof value.id === 'string' && 'cooldowns' in value
}

function isBindingRecord(value: unknown): value is BindingRecord {
  return isObject(value) && 'key' in value && 'account' in value && 'startedAt' in value && 'epoch' in value
}

function isTotalsRecord(value: unknown): value is TotalsRecord {
  return isObject(value) && 'totalRequests' in value && typeof value.totalRequests === 'number'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
