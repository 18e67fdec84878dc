import type { DatabaseSync } from 'node:sqlite'
import type { AnalyticsSums } from '../../model/analytics.ts'
import type { TimeStretch } from '../../model/ledger-queries.ts'
import { addSums, emptySums } from '../sums.ts'
import { toAnalyticsSums } from '../to-analytics.ts'
import { coverOf, readGroups } from './analytics-queries.ts'
import { inOneRead } from './one-read.ts'

/** What all pools' requests of a stretch of whole minutes add up to, read where each pool is summed up already. */
export function findSums(database: DatabaseSync, { from, to }: TimeStretch): AnalyticsSums {
  const sums = emptySums()
  inOneRead(database, () => {
    const pools = readGroups(database, 'pool', {})
    for (const stretch of coverOf(from, to)) {
      for (const cell of pools.cells(stretch)) addSums(sums, cell.sums)
    }
  })
  return toAnalyticsSums(sums)
}
