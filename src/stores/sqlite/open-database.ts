import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { copyBeforeMigration } from './backup.ts'
import { prepareDatabaseFile } from './database-file.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Migration } from './migration.ts'
import { toStoreError } from './sqlite-failure.ts'

/** Marks a SQLite file as ours: "CFLR". */
const APPLICATION_ID = 0x43_46_4c_52

/** How long a statement waits for another process's lock, in ms. It holds the writer's thread, never the server's. */
const BUSY_TIMEOUT_MS = 500

export interface DatabaseOptions {
  readonly path: string
  readonly backupsDir: string
  /** All of them, oldest first. */
  readonly migrations?: readonly Migration[]
}

/** Opens the database for writing, new or not, at the newest schema. Throws a `StoreError`. */
export function openDatabase(options: DatabaseOptions): DatabaseSync {
  let database: DatabaseSync | null = null
  try {
    prepareDatabaseFile(options.path)
    database = new DatabaseSync(options.path, { timeout: BUSY_TIMEOUT_MS })
    bringUpToDate(database, options)
    return database
  } catch (error) {
    database?.close()
    throw toStoreError(error, options.path)
  }
}

function bringUpToDate(database: DatabaseSync, options: DatabaseOptions): void {
  const { path, backupsDir, migrations = MIGRATIONS } = options
  const version = checkVersion(database, { path, newest: migrations.length })
  // Before anything is written: the first table fixes the file's layout.
  if (version === 0) database.exec('pragma auto_vacuum = incremental')
  database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -8000')
  database.exec('pragma wal_autocheckpoint = 2000; pragma journal_size_limit = 33554432; pragma temp_store = memory')
  if (version > 0 && version < migrations.length) copyBeforeMigration(database, { path, version, backupsDir })
  migrations.slice(version).forEach((migration, index) => migrate(database, migration, version + index + 1))
}

/** Opens a database for reading only. Throws what the driver throws. */
export function openForReading(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
}

/** The schema's version, 0 in an empty file. Refuses files that are not ours or come from a later version. */
export function checkVersion(database: DatabaseSync, file: { readonly path: string; readonly newest: number }): number {
  const version = readPragma(database, 'user_version')
  const owner = readPragma(database, 'application_id')
  const tables = Number(database.prepare('select count(*) as n from sqlite_schema').get()?.['n'] ?? 0)
  if (tables === 0 && version === 0) return 0
  if (owner !== APPLICATION_ID) {
    throw new StoreError(
      'foreign',
      `${file.path} is a database of another program. Name another file in DATABASE_URL, or move this one away.`,
    )
  }
  if (version > file.newest) {
    throw new StoreError(
      'newer',
      `The database ${file.path} was written by a later version of Claudeflare (schema ${version}, this one knows ${file.newest}). Start that version again, or restore a copy made before with "claudeflare restore FILE".`,
    )
  }
  return version
}

function migrate(database: DatabaseSync, migration: Migration, version: number): void {
  database.exec('begin immediate')
  try {
    database.exec(migration.sql)
    migration.fill?.(database)
    database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${version}; commit`)
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

function readPragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`pragma ${name}`).get()?.[name] ?? 0)
}
