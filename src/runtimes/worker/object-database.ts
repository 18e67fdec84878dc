import type { ObjectDatabase } from '../../stores/cloudflare/sql.ts'

/** A Durable Object's own database. Throws a sentence where the object's class was not set up to have one. */
export function objectDatabase(storage: DurableObjectStorage): ObjectDatabase {
  const { sql } = storage
  try {
    sql.exec('select 1')
  } catch (error) {
    throw new Error(
      `this Durable Object has no SQLite storage (${String(error)}): its class must be set up with "storage": "sqlite" under exports in wrangler.jsonc, when it is deployed for the first time`,
      { cause: error },
    )
  }
  return {
    exec: (query, ...bindings) => sql.exec(query, ...bindings),
    transaction: (work) => storage.transactionSync(work),
    size: () => sql.databaseSize,
  }
}
