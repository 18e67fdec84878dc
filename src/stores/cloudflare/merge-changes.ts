import type { BoardChanges } from '../../model/board-records.ts'

/** Two changes of one board, the second after the first, as one. */
export function mergeChanges(first: BoardChanges | null, second: BoardChanges | null): BoardChanges | null {
  if (first === null || second === null) return first ?? second
  const gone = new Set(second.unbound)
  return {
    pool: second.pool,
    accounts: [...first.accounts, ...second.accounts],
    bindings: [...first.bindings.filter(({ key }) => !gone.has(key)), ...second.bindings],
    unbound: [...first.unbound, ...second.unbound],
    totals: second.totals ?? first.totals,
  }
}
