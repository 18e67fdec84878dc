type SqlValue = string | number | null

/** A Durable Object's SQLite, as far as it is used here (`ctx.storage.sql` and `ctx.storage.transactionSync`). */
export interface ObjectDatabase {
  exec(query: string, ...bindings: readonly SqlValue[]): Iterable<Readonly<Record<string, unknown>>>
  /** All or nothing. */
  transaction(work: () => void): void
  /** Bytes on disk. */
  size(): number
}

/** The first row of a query; `undefined` where there is none. */
export function firstRow(
  rows: Iterable<Readonly<Record<string, unknown>>>,
): Readonly<Record<string, unknown>> | undefined {
  let first: Readonly<Record<string, unknown>> | undefined
  // Read to its end, which lets go of the cursor.
  for (const row of rows) first ??= row
  return first
}

/** A column that holds JSON, or nothing that is known. */
export function jsonOf(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
