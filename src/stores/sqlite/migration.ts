import type { DatabaseSync } from 'node:sqlite'

/** One step of the schema. Its place in the list, from 1, is the version that the file then has (`PRAGMA user_version`). */
export interface Migration {
  readonly name: string
  readonly sql: string
  /** What SQL alone cannot, after it and in the same transaction. It must not take long: the start waits. */
  readonly fill?: (database: DatabaseSync) => void
}
