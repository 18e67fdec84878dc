import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { AccountRows } from './account-rows.ts'
import { openAccountRows } from './account-rows.ts'
import type { AuditRows } from './audit-rows.ts'
import { openAuditRows } from './audit-rows.ts'
import type { SessionRows } from './session-rows.ts'
import { openSessionRows } from './session-rows.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, jsonOf, numberOf } from './sql.ts'

/** What of a gateway's settings the API has changed: values by their dotted keys of the config file. */
export type SettingChanges = readonly (readonly [key: string, value: unknown])[]

/** Where a gateway's Durable Object keeps client keys and what the API has changed of the settings. */
export interface GatewayStore {
  /** Rises with every change of keys or settings. */
  revision(): number
  keys(): readonly ClientKeyRecord[]
  /** Whether any key is kept, or ever was. */
  everKeptKeys(): boolean
  changes(): SettingChanges
  insertKey(record: ClientKeyRecord): void
  deleteKey(id: string): void
  /** When it was last used; no change in the sense of `revision`. */
  touchKey(id: string, at: number): void
  change(values: SettingChanges): void
  /** Accounts; what of them others must hear of is told by `bump`. */
  readonly accounts: AccountRows
  /** Something has changed that every Worker and every pool must know. */
  bump(): void
  /** Neither is a change in the sense of `revision`. */
  readonly sessions: SessionRows
  readonly audit: AuditRows
}

export function openGatewayStore(database: ObjectDatabase): GatewayStore {
  database.exec('create table if not exists client_keys (id text primary key, record text not null) without rowid')
  database.exec('create table if not exists changed_settings (key text primary key, value text not null) without rowid')
  database.exec(
    'create table if not exists revision (one integer primary key check (one = 1), number integer not null)',
  )
  database.exec('insert or ignore into revision (one, number) values (1, 1)')
  database.exec('create table if not exists keys_kept (one integer primary key check (one = 1))')

  function changing(work: () => void): void {
    database.transaction(() => {
      work()
      database.exec('update revision set number = number + 1')
    })
  }

  const accounts = openAccountRows(database)

  function put(record: ClientKeyRecord): void {
    database.exec('insert or replace into client_keys (id, record) values (?, ?)', record.id, JSON.stringify(record))
  }

  function keys(): ClientKeyRecord[] {
    const records: ClientKeyRecord[] = []
    for (const row of database.exec('select record from client_keys')) {
      const record = jsonOf(row['record'])
      if (isKeyRecord(record)) records.push(record)
    }
    return records.sort((a, b) => a.createdAt - b.createdAt)
  }

  return {
    accounts,
    bump: () => changing(() => {}),
    revision: () => numberOf(firstRow(database.exec('select number from revision'))?.['number']),
    keys,
    everKeptKeys: () =>
      firstRow(database.exec('select 1 as found from keys_kept union all select 1 from client_keys limit 1')) !==
      undefined,
    changes: () =>
      [...database.exec('select key, value from changed_settings order by key')].map((row) => [
        String(row['key']),
        jsonOf(row['value']),
      ]),
    insertKey: (record) => changing(() => put(record)),
    deleteKey: (id) =>
      changing(() => {
        database.exec('insert or ignore into keys_kept (one) select 1 where exists (select 1 from client_keys)')
        database.exec('delete from client_keys where id = ?', id)
      }),
    touchKey(id, at) {
      const known = keys().find((key) => key.id === id)
      if (known !== undefined && at > (known.lastUsedAt ?? 0)) put({ ...known, lastUsedAt: at })
    },
    change(values) {
      changing(() => {
        for (const [key, value] of values) {
          const text = JSON.stringify(value)
          // What is set anew goes with all that was set below it.
          database.exec('delete from changed_settings where substr(key, 1, ?) = ?', key.length + 1, `${key}.`)
          database.exec('insert or replace into changed_settings (key, value) values (?, ?)', key, text)
        }
      })
    },
    sessions: openSessionRows(database),
    audit: openAuditRows(database),
  }
}

function isKeyRecord(value: unknown): value is ClientKeyRecord {
  return typeof value === 'object' && value !== null && 'id' in value && 'hash' in value && 'scopes' in value
}
