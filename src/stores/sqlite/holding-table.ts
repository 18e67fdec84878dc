import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { AccountId } from '../../model/account.ts'
import type { HoldingRecord } from '../../model/holding.ts'

/** What accounts hold on its way to the disk; a batch that is given up loses none of it, as with boards. */
export interface HoldingTable {
  add(changes: readonly HoldingRecord[]): void
  /** Within a transaction. */
  write(): void
  /** The transaction is on disk. */
  onCommitted(): void
}

export function prepareHoldingTable(database: DatabaseSync): HoldingTable {
  const put = database.prepare('insert or replace into holdings (pool, resource, account_id, at) values (?, ?, ?, ?)')
  const remove = database.prepare('delete from holdings where pool = ? and resource = ?')
  const waiting = new Map<string, HoldingRecord>()
  return {
    add(changes) {
      for (const change of changes) waiting.set(`${change.pool}\n${change.resource}`, change)
    },
    write() {
      for (const { pool, resource, account, at } of waiting.values()) {
        if (account === null) remove.run(pool, resource)
        else put.run(pool, resource, account, at)
      }
    },
    onCommitted() {
      waiting.clear()
    },
  }
}

/** The newest that are on disk, at most so many, the oldest of them first. */
export function readHoldings(database: DatabaseSync, atMost: number): readonly HoldingRecord[] {
  const newest = database.prepare('select pool, resource, account_id, at from holdings order by at desc limit ?')
  return newest.all(atMost).map(toRecord).toReversed()
}

function toRecord(row: Readonly<Record<string, SQLOutputValue>>): HoldingRecord {
  return {
    pool: String(row['pool']),
    resource: String(row['resource']),
    account: String(row['account_id']) as AccountId,
    at: Number(row['at']),
  }
}
