/**
 * Why a store cannot be used:
 * - `newer`: the database was written by a later version
 * - `foreign`: the file is a database, but not one of ours
 * - `corrupt`: not a database, or damaged
 * - `unreadable`: cannot be opened, read or written
 * - `disk_full`: no space left
 * - `busy`: another process holds it
 * - `backup`: the copy that must precede a migration failed
 * - `exists`: a record of that id is kept already
 * - `closed`: the store was closed, or its thread has ended
 */
export type StoreErrorCode =
  | 'newer'
  | 'foreign'
  | 'corrupt'
  | 'unreadable'
  | 'disk_full'
  | 'busy'
  | 'backup'
  | 'exists'
  | 'closed'

/** The message is a sentence for a person: what, where, what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
