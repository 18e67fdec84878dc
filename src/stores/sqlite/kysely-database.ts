import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteDialect } from 'kysely'
import type { LedgerTables } from './ledger-tables.ts'

/** Kysely over `node:sqlite`: its SQLite dialect asks of a driver three things, which differ in form only. */
export function createKysely(database: DatabaseSync): Kysely<LedgerTables> {
  return new Kysely<LedgerTables>({
    dialect: new SqliteDialect({
      database: {
        close: () => database.close(),
        prepare(sql) {
          const statement = database.prepare(sql)
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...parameters.map(toInput)),
            run: (parameters) => statement.run(...parameters.map(toInput)),
            iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
          }
        },
      },
    }),
  })
}

function toInput(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  throw new TypeError(`no SQLite value: ${typeof value}`)
}
