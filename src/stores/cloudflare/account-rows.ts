import type { AccountStore, StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import { StoreError } from '../store-error.ts'
import { decodeAccount, encodeAccount } from '../stored-account-codec.ts'
import type { ObjectDatabase } from './sql.ts'
import { firstRow, numberOf } from './sql.ts'

/** Stored accounts and the vault's record in the gateway's Durable Object: what returns is on disk before anybody is answered. */
export interface AccountRows {
  list(): readonly StoredAccount[]
  vault(): VaultRecord | null
  /** The same as the port asks for. The object is one of its kind, so its own turn-taking is all the lock there is. */
  readonly store: AccountStore
}

export function openAccountRows(database: ObjectDatabase): AccountRows {
  database.exec(
    'create table if not exists accounts (key text primary key, id text not null unique, name text not null unique, version integer not null, record text not null, sealed text) without rowid',
  )
  database.exec(
    'create table if not exists vault (one integer primary key check (one = 1), salt text not null, sealed text not null)',
  )

  function list(): readonly StoredAccount[] {
    const accounts: StoredAccount[] = []
    for (const row of database.exec('select key, id, name, version, record, sealed from accounts')) {
      accounts.push(decodeAccount(row))
    }
    return accounts.sort((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1))
  }

  /** Whoever has the same id or name is never overwritten. */
  function hasTwin({ key, id, name }: StoredAccount): boolean {
    const query = 'select 1 from accounts where key <> ? and (id = ? or name = ?)'
    return firstRow(database.exec(query, key, id, name)) !== undefined
  }

  function insert(account: StoredAccount): void {
    const { key, id, name, version, sealed } = account
    if (hasTwin(account) || firstRow(database.exec('select 1 from accounts where key = ?', key)) !== undefined) {
      throw new StoreError('exists', `An account of the name ${name}, or with the same credential, is kept already.`)
    }
    const query = 'insert into accounts (key, id, name, version, record, sealed) values (?, ?, ?, ?, ?, ?)'
    database.exec(query, key, id, name, version, encodeAccount(account), sealed)
  }

  function replace(account: StoredAccount, read: number): boolean {
    const { key, id, name, version, sealed } = account
    const row = firstRow(database.exec('select version from accounts where key = ?', key))
    if (row === undefined || numberOf(row['version']) !== read || hasTwin(account)) return false
    const query = 'update accounts set id = ?, name = ?, version = ?, record = ?, sealed = ? where key = ?'
    database.exec(query, id, name, version, encodeAccount(account), sealed, key)
    return true
  }

  function vault(): VaultRecord | null {
    const row = firstRow(database.exec('select salt, sealed from vault'))
    return row === undefined ? null : { salt: String(row['salt']), check: String(row['sealed']) }
  }

  return {
    list,
    vault,
    store: {
      list: async () => list(),
      insert: async (account) => insert(account),
      replace: async (account, read) => replace(account, read),
      async remove(key) {
        database.exec('delete from accounts where key = ?', key)
      },
      vault: async () => vault(),
      async reseal(record, accounts) {
        database.transaction(() => {
          const query = 'insert or replace into vault (one, salt, sealed) values (1, ?, ?)'
          database.exec(query, record.salt, record.check)
          for (const { key, sealed } of accounts) {
            database.exec('update accounts set sealed = ?, version = version + 1 where key = ?', sealed, key)
          }
        })
      },
      lock: async () => true,
      unlock: async () => {},
    },
  }
}
