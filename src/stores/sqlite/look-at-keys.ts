import { existsSync } from 'node:fs'
import { openForReading } from './open-database.ts'
import { toStoreError } from './sqlite-failure.ts'

/** How many client keys a database holds, looked at without a change. Throws a `StoreError`. */
export function countClientKeys(path: string): number {
  if (!existsSync(path)) return 0
  try {
    using database = openForReading(path)
    const has = database.prepare("select count(*) as n from sqlite_schema where name = 'client_keys'").get()
    return has?.['n'] === 1 ? Number(database.prepare('select count(*) as n from client_keys').get()?.['n']) : 0
  } catch (error) {
    throw toStoreError(error, path)
  }
}
