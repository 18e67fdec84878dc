import type { BoardChanges } from '../../src/model/board-records.ts'

/** What changed of pool `lb`, and nothing else. */
export function changesOf(changes: Partial<BoardChanges>): BoardChanges {
  return { pool: 'lb', accounts: [], bindings: [], unbound: [], totals: null, ...changes }
}
