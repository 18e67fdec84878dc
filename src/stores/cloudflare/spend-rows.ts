import type { KeySpend } from '../../model/key-spend.ts'
import type { ObjectDatabase } from './sql.ts'
import { jsonOf, numberOf } from './sql.ts'

/** What is to be kept of a key's budget from now on; `null` forgets it. */
export interface SpendChange {
  readonly keyId: string
  readonly spend: KeySpend | null
}

/** What client keys with a budget have spent: a row for each, since rows written are what storage costs. */
export interface SpendRows {
  load(): readonly KeySpend[]
  write(changes: readonly SpendChange[]): void
}

export function openSpendRows(database: ObjectDatabase): SpendRows {
  database.exec(
    'create table if not exists key_spend (key_id text primary key, period text not null, spent integer not null, held text not null) without rowid',
  )
  return {
    load: () =>
      [...database.exec('select key_id, period, spent, held from key_spend')].map((row) => ({
        keyId: String(row['key_id']),
        period: String(row['period']),
        spent: numberOf(row['spent']),
        held: heldOf(jsonOf(row['held'])),
      })),
    write(changes) {
      for (const { keyId, spend } of changes) {
        if (spend === null) database.exec('delete from key_spend where key_id = ?', keyId)
        else
          database.exec(
            'insert or replace into key_spend (key_id, period, spent, held) values (?, ?, ?, ?)',
            keyId,
            spend.period,
            spend.spent,
            JSON.stringify(spend.held),
          )
      }
    },
  }
}

function heldOf(value: unknown): KeySpend['held'] {
  if (!Array.isArray(value)) return []
  return value.flatMap((pair: unknown) =>
    Array.isArray(pair) ? [[numberOf(pair[0]), numberOf(pair[1])] as const] : [],
  )
}
