import type { ObjectDatabase } from '../../stores/cloudflare/sql.ts'
import { SetUpError } from './state-error.ts'

/** A Durable Object's own database. Throws a sentence where the object's class was not set up to have one. */
export function objectDatabase(storage: DurableObjectStorage): ObjectDatabase {
  const { sql } = storage
  try {
    sql.exec('select 1')
  } catch (error) {
    throw new SetUpError(
      `A Durable Object of this Worker has no SQLite storage. Its class must have "storage": "sqlite" under exports in wrangler.jsonc when it is deployed for the first time; delete the class and deploy again. (${String(error)})`,
    )
  }
  return {
    exec: (query, ...bindings) => sql.exec(query, ...bindings),
    transaction: (work) => storage.transactionSync(work),
    size: () => sql.databaseSize,
  }
}
