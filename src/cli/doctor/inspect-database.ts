import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Settings } from '../../model/settings.ts'
import { type DatabaseLook, lookAtDatabase } from '../../stores/sqlite/look-at-database.ts'
import { StoreError } from '../../stores/store-error.ts'
import { type Finding, note, ok, wrong } from './finding.ts'

const MB = 1024 * 1024
/** Free bytes below which the next write may fail, and below which it is time to look. */
const FULL = 100 * MB
const LOW = 1024 * MB

/** Whether the database is sound, its schema and size, and whether there is room for more. */
export function inspectDatabase(
  { databasePath }: Pick<Settings, 'databasePath'>,
  isServed: { now: boolean },
): readonly Finding[] {
  return [...inspectFile(databasePath, isServed.now ? 'quick' : 'thorough'), ...inspectRoom(dirname(databasePath))]
}

function inspectFile(path: string, depth: 'thorough' | 'quick'): readonly Finding[] {
  let look: DatabaseLook | null
  try {
    look = lookAtDatabase(path, depth)
  } catch (error) {
    if (error instanceof StoreError) return [wrong(error.message)]
    throw error
  }
  if (look === null) return []
  const { bytes, version, newest, damage } = look
  if (damage !== null) {
    return [wrong(`the database is damaged (${damage}): put a backup in its place (claudeflare restore FILE)`)]
  }
  const checked = depth === 'thorough' ? 'is sound' : 'is in use by a server, so it was not read through'
  const schema = version < newest ? `schema ${version}, which the next start brings to ${newest}` : `schema ${version}`
  return [ok(`the database ${checked}: ${toSize(bytes)}, ${schema}`)]
}

function inspectRoom(folder: string): readonly Finding[] {
  let free: number
  try {
    const { bavail, bsize } = statfsSync(folder)
    free = bavail * bsize
  } catch {
    // There is no such folder yet.
    return []
  }
  if (free < FULL) return [wrong(`only ${toSize(free)} are free on the disk of the database: make room`)]
  if (free < LOW) return [note(`${toSize(free)} are free on the disk of the database`)]
  return [ok(`${toSize(free)} are free on the disk of the database`)]
}

function toSize(bytes: number): string {
  if (bytes < MB) return `${Math.ceil(bytes / 1024)} KB`
  return bytes < 1024 * MB ? `${(bytes / MB).toFixed(1)} MB` : `${(bytes / (1024 * MB)).toFixed(1)} GB`
}
