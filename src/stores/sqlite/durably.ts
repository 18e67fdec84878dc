import type { DatabaseSync } from 'node:sqlite'

/** With `synchronous = full` a commit in WAL mode returns when the disk has it (https://sqlite.org/pragma.html#pragma_synchronous). */
export function durably<Result>(database: DatabaseSync, write: () => Result): Result {
  database.exec('pragma synchronous = full')
  try {
    return write()
  } finally {
    database.exec('pragma synchronous = normal')
  }
}
