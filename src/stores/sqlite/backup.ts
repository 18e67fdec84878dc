import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { createPrivateFile } from './database-file.ts'

const KEPT_COPIES = 3

/** Copies a database, committed as it is at this moment, to a new file. Works over a connection that only reads. */
export function copyDatabase(database: DatabaseSync, file: string): void {
  try {
    createPrivateFile(file)
  } catch (error) {
    throw new StoreError(
      'backup',
      `The backup ${file} cannot be made (${said(error)}). Name a file that does not exist yet, in a folder that does.`,
    )
  }
  try {
    database.prepare('vacuum into ?').run(file)
  } catch (error) {
    rmSync(file, { force: true })
    throw new StoreError(
      'backup',
      `The backup ${file} cannot be written (${said(error)}). Check the space left and the rights there.`,
    )
  }
}

/** The copy that must precede a migration. Of those made before, the last few stay. */
export function copyBeforeMigration(
  database: DatabaseSync,
  copy: { readonly path: string; readonly version: number; readonly backupsDir: string },
): void {
  const prefix = `${basename(copy.path)}.v`
  try {
    mkdirSync(copy.backupsDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StoreError(
      'backup',
      `The folder ${copy.backupsDir}, for the copy that precedes a migration, cannot be made (${said(error)}). Check its rights.`,
    )
  }
  const moment = new Date().toISOString().replaceAll(/[:.]/g, '-')
  copyDatabase(database, join(copy.backupsDir, `${prefix}${copy.version}.${moment}`))
  const made = readdirSync(copy.backupsDir).filter((name) => name.startsWith(prefix))
  const byAge = made.sort((a, b) => momentOf(a).localeCompare(momentOf(b)))
  for (const name of byAge.slice(0, -KEPT_COPIES)) rmSync(join(copy.backupsDir, name), { force: true })
}

function momentOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
