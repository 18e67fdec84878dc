import type { DatabaseSync } from 'node:sqlite'

/** All that is read within is of one moment, whatever is written meanwhile. */
export function inOneRead<T>(database: DatabaseSync, read: () => T): T {
  database.exec('begin')
  try {
    return read()
  } finally {
    database.exec('commit')
  }
}
