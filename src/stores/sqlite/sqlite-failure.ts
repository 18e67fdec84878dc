import { StoreError } from '../store-error.ts'
import type { StoreErrorCode } from '../store-error.ts'

/** SQLite's primary result codes (https://sqlite.org/rescode.html), as far as a person can do something about them. */
const SQLITE_PERM = 3
const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** What a driver's or the file system's error means for the store in `path`, in a sentence. A `StoreError` stays as it is. */
export function toStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error
  const code = codeOf(error)
  const said = error instanceof Error ? error.message : String(error)
  return new StoreError(code, sentence(code, path, said))
}

function sentence(code: StoreErrorCode, path: string, said: string): string {
  switch (code) {
    case 'disk_full':
      return `The disk that holds ${path} is full (${said}). Free some space there.`
    case 'corrupt':
      return `The database ${path} is damaged or is no database (${said}). Restore a copy with "claudeflare restore FILE" (see the folder backups beside it), or move the file away to start with an empty one.`
    case 'busy':
      return `The database ${path} is held by another process (${said}). Stop that process, or wait until it is done.`
    case 'unreadable':
    case 'newer':
    case 'foreign':
    case 'backup':
    case 'exists':
    case 'closed':
      return `The database ${path} cannot be read or written (${said}). Check that the file and its folder belong to this user and that the disk is in order.`
  }
}

function codeOf(error: unknown): StoreErrorCode {
  if (typeof error !== 'object' || error === null) return 'unreadable'
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return 'disk_full'
  if (!('errcode' in error) || typeof error.errcode !== 'number') return 'unreadable'
  // The lower byte is the primary code; the rest says more.
  switch (error.errcode & 0xff) {
    case SQLITE_FULL:
      return 'disk_full'
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return 'corrupt'
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return 'busy'
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return 'unreadable'
    default:
      return 'unreadable'
  }
}
