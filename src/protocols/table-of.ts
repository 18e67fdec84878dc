/**
 * A table that is asked for names that others choose: it has the entries given and nothing else, not even what every
 * object has (`toString`, `constructor`).
 */
export function tableOf<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const table: Record<string, Value> = Object.create(null)
  return Object.freeze(Object.assign(table, entries))
}
