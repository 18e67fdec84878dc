import type { AccountId } from '../../model/account.ts'
import type { HoldingRecord } from '../../model/holding.ts'
import type { ObjectDatabase } from './sql.ts'
import { numberOf } from './sql.ts'

/** What a pool's accounts hold at their vendors, in its Durable Object's SQLite. */
export interface HoldingRows {
  /** The oldest first. */
  load(pool: string): readonly HoldingRecord[]
  /** Within a transaction. */
  write(changes: readonly HoldingRecord[]): void
}

export function openHoldingRows(database: ObjectDatabase): HoldingRows {
  database.exec(
    'create table if not exists holdings (resource text primary key, account text not null, at integer not null) without rowid',
  )
  return {
    load(pool) {
      const records: HoldingRecord[] = []
      for (const { resource, account, at } of database.exec('select resource, account, at from holdings order by at')) {
        records.push({ pool, resource: String(resource), account: String(account) as AccountId, at: numberOf(at) })
      }
      return records
    },
    write(changes) {
      for (const { resource, account, at } of changes) {
        if (account === null) database.exec('delete from holdings where resource = ?', resource)
        else
          database.exec(
            'insert or replace into holdings (resource, account, at) values (?, ?, ?)',
            resource,
            account,
            at,
          )
      }
    },
  }
}
