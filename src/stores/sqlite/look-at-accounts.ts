import { existsSync } from 'node:fs'
import type { StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import { readAccounts, readVaultRecord } from './account-table.ts'
import { MIGRATIONS } from './migrations.ts'
import { checkVersion, openForReading } from './open-database.ts'
import { toStoreError } from './sqlite-failure.ts'

/** What a database keeps of accounts. */
export interface KeptAccounts {
  readonly record: VaultRecord | null
  readonly accounts: readonly StoredAccount[]
}

/** Looks into the database without a change, also behind a running server's back. Rejects with a `StoreError`. */
export async function lookAtAccounts(path: string): Promise<KeptAccounts> {
  await Promise.resolve()
  if (!existsSync(path)) return { record: null, accounts: [] }
  try {
    using database = openForReading(path)
    checkVersion(database, { path, newest: MIGRATIONS.length })
    // One of an earlier version has neither table.
    const has = database.prepare("select count(*) as n from sqlite_schema where name in ('accounts', 'vault')").get()
    if (has?.['n'] !== 2) return { record: null, accounts: [] }
    return { record: readVaultRecord(database), accounts: readAccounts(database) }
  } catch (error) {
    throw toStoreError(error, path)
  }
}
