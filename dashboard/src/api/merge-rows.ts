import type { Listed } from './queries.ts'

interface Told<Row> {
  /** Rows that are new or have changed. */
  readonly items: readonly Row[]
  /** Ids of those that are gone. */
  readonly removed: readonly string[]
}

/** Lays what has changed over a list, in its order, new rows at the end. A list that is not there yet is fetched whole. */
export function mergeRows<Row extends { readonly id: string }>(
  known: Listed<Row> | undefined,
  told: Told<Row>,
): Listed<Row> | undefined {
  if (known === undefined) return undefined
  const changed = new Map(told.items.map((row) => [row.id, row]))
  const kept = known.items.filter(({ id }) => !told.removed.includes(id)).map((row) => changed.get(row.id) ?? row)
  const ids = new Set(kept.map(({ id }) => id))
  return { ...known, items: [...kept, ...told.items.filter(({ id }) => !ids.has(id))] }
}
