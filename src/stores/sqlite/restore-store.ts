import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { copyDatabase } from './backup.ts'
import { COMPANIONS, prepareDatabaseFile } from './database-file.ts'
import { MIGRATIONS } from './migrations.ts'
import { checkVersion, openForReading } from './open-database.ts'
import { toStoreError } from './sqlite-failure.ts'

/**
 * Puts a backup in the place of the database at `path`, which no server may have open. The backup is checked first;
 * what it replaces stays beside it as `PATH.replaced`. Rejects with a `StoreError`, and then nothing has changed.
 */
export async function restoreStore(path: string, from: string): Promise<void> {
  await Promise.resolve()
  const copy = `${path}.restoring`
  try {
    copyChecked(from, copy)
    settleLog(path)
    prepareDatabaseFile(copy)
    if (existsSync(path)) renameSync(path, `${path}.replaced`)
    // A log of the old database would be played into the new one.
    for (const end of COMPANIONS) rmSync(path + end, { force: true })
    renameSync(copy, path)
  } catch (error) {
    throw toStoreError(error, from)
  } finally {
    rmSync(copy, { force: true })
  }
}

/** Copies the database behind a running server's back: it may be in use. Rejects with a `StoreError`. */
export async function backupStore(path: string, file: string): Promise<void> {
  await Promise.resolve()
  if (!existsSync(path)) throw new StoreError('unreadable', `There is no database at ${path} to make a backup of.`)
  try {
    using database = openForReading(path)
    checkVersion(database, { path, newest: MIGRATIONS.length })
    copyDatabase(database, file)
  } catch (error) {
    throw toStoreError(error, path)
  }
}

function copyChecked(from: string, copy: string): void {
  if (!existsSync(from)) throw new StoreError('unreadable', `There is no backup at ${from}.`)
  rmSync(copy, { force: true })
  using database = openForReading(from)
  if (checkVersion(database, { path: from, newest: MIGRATIONS.length }) === 0) {
    throw new StoreError('foreign', `${from} is empty: it is no backup.`)
  }
  const sound = database.prepare('pragma integrity_check(1)').get()?.['integrity_check']
  if (sound !== 'ok')
    throw new StoreError('corrupt', `The backup ${from} is damaged (${String(sound)}). Restore another one.`)
  copyDatabase(database, copy)
}

/** Brings what the old database's log still holds into its file, so that what is kept of it is whole. */
function settleLog(path: string): void {
  if (!existsSync(`${path}-wal`) || !existsSync(path)) return
  try {
    using database = new DatabaseSync(path)
    database.exec('pragma wal_checkpoint(truncate)')
  } catch {
    // It may be why the backup is wanted that this one is damaged.
  }
}
