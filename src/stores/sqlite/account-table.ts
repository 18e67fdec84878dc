import type { DatabaseSync } from 'node:sqlite'
import type { StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import { StoreError } from '../store-error.ts'
import { decodeAccount, encodeAccount } from '../stored-account-codec.ts'
import { durably } from './durably.ts'

/** One question to `AccountTable`. */
export type AccountCall =
  | { readonly ask: 'list' }
  | { readonly ask: 'insert'; readonly account: StoredAccount }
  | { readonly ask: 'replace'; readonly account: StoredAccount; readonly read: number }
  | { readonly ask: 'remove'; readonly key: string }
  | { readonly ask: 'vault' }
  | { readonly ask: 'reseal'; readonly vault: VaultRecord; readonly accounts: readonly StoredAccount[] }
  | { readonly ask: 'lock'; readonly key: string; readonly holder: string; readonly forMs: number }
  | { readonly ask: 'unlock'; readonly key: string; readonly holder: string }

/** Stored accounts and the vault's record. What changes them is on disk, flushed, when it returns. */
export interface AccountTable {
  /** Answers as the method of `AccountStore` of that name. Throws a `StoreError`. */
  answer(call: AccountCall): readonly StoredAccount[] | VaultRecord | boolean | null
}

export function prepareAccountTable(database: DatabaseSync): AccountTable {
  // Nobody else has this database: a lock that stands there is one of a process that was killed.
  database.exec('delete from account_locks')
  const insert = database.prepare(
    'insert or ignore into accounts (key, id, name, version, record, sealed) values (?, ?, ?, ?, ?, ?)',
  )
  const replace = database.prepare(
    'update or ignore accounts set id = ?, name = ?, version = ?, record = ?, sealed = ? where key = ? and version = ?',
  )
  const remove = database.prepare('delete from accounts where key = ?')
  const setVault = database.prepare('insert or replace into vault (one, salt, sealed) values (1, ?, ?)')
  const seal = database.prepare('update accounts set sealed = ?, version = version + 1 where key = ?')
  const lock = database.prepare(
    'insert into account_locks (key, holder, until) values (?1, ?2, ?3) on conflict (key) do update set holder = ?2, until = ?3 where holder = ?2 or until <= ?4',
  )
  const unlock = database.prepare('delete from account_locks where key = ? and holder = ?')

  function insertOne(account: StoredAccount): boolean {
    const { key, id, name, version, sealed } = account
    const written = durably(database, () => insert.run(key, id, name, version, encodeAccount(account), sealed))
    if (written.changes > 0) return true
    throw new StoreError('exists', `An account of the name ${name}, or with the same credential, is kept already.`)
  }

  function reseal(record: VaultRecord, accounts: readonly StoredAccount[]): boolean {
    return durably(database, () => {
      database.exec('begin immediate')
      try {
        setVault.run(record.salt, record.check)
        for (const { key, sealed } of accounts) seal.run(sealed, key)
        database.exec('commit')
        return true
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    })
  }

  return {
    answer(call) {
      switch (call.ask) {
        case 'list':
          return readAccounts(database)
        case 'insert':
          return insertOne(call.account)
        case 'replace': {
          const { key, id, name, version, sealed } = call.account
          const text = encodeAccount(call.account)
          return durably(database, () => replace.run(id, name, version, text, sealed, key, call.read)).changes > 0
        }
        case 'remove':
          return durably(database, () => remove.run(call.key)).changes > 0
        case 'vault':
          return readVaultRecord(database)
        case 'reseal':
          return reseal(call.vault, call.accounts)
        case 'lock': {
          const now = Date.now()
          return lock.run(call.key, call.holder, now + call.forMs, now).changes > 0
        }
        case 'unlock':
          return unlock.run(call.key, call.holder).changes > 0
        default:
          return call satisfies never
      }
    },
  }
}

/** Oldest first. */
export function readAccounts(database: DatabaseSync): readonly StoredAccount[] {
  return database
    .prepare('select key, id, name, version, record, sealed from accounts')
    .all()
    .map(decodeAccount)
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1))
}

export function readVaultRecord(database: DatabaseSync): VaultRecord | null {
  const row = database.prepare('select salt, sealed from vault').get()
  return row === undefined ? null : { salt: String(row['salt']), check: String(row['sealed']) }
}
