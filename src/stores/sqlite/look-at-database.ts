import { existsSync, statSync } from 'node:fs'
import { COMPANIONS } from './database-file.ts'
import { MIGRATIONS } from './migrations.ts'
import { checkVersion, openForReading } from './open-database.ts'
import { toStoreError } from './sqlite-failure.ts'

export interface DatabaseLook {
  /** With its log. */
  readonly bytes: number
  /** 0 of an empty one. */
  readonly version: number
  /** Up to which a start brings it. */
  readonly newest: number
  /** What is damaged, in SQLite's words; `null` where nothing is, or it was not looked for. */
  readonly damage: string | null
}

/**
 * Looks at a database without a change. `thorough` reads all of it (about a second for each GB), which should not be done
 * to one that a server uses. `null` where there is none. Throws a `StoreError`.
 */
export function lookAtDatabase(path: string, depth: 'thorough' | 'quick'): DatabaseLook | null {
  if (!existsSync(path)) return null
  try {
    using database = openForReading(path)
    const newest = MIGRATIONS.length
    const version = checkVersion(database, { path, newest })
    const files = [path, ...COMPANIONS.map((end) => path + end)].filter((file) => existsSync(file))
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
    const sound = depth === 'quick' ? 'ok' : database.prepare('pragma quick_check(1)').get()?.['quick_check']
    return { bytes, version, newest, damage: sound === 'ok' ? null : String(sound) }
  } catch (error) {
    throw toStoreError(error, path)
  }
}
