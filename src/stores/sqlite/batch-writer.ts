import type { DatabaseSync } from 'node:sqlite'
import type { HoldingRecord } from '../../model/holding.ts'
import type { PricedSum } from '../../model/priced-sum.ts'
import type { PriceOverrides } from '../price-list.ts'
import { createPricing } from '../pricing.ts'
import { prepareBoardTable } from './board-table.ts'
import { createCostSums } from './cost-sums.ts'
import { durably } from './durably.ts'
import { prepareHoldingTable } from './holding-table.ts'
import { prepareFacetTable } from './facet-table.ts'
import type { KeyTable } from './key-table.ts'
import { prepareRequestTable } from './request-table.ts'
import { createRollupBook } from './rollup-book.ts'
import { decodeRows } from './row-codec.ts'
import { prepareSpendTable } from './spend-table.ts'
import type { Batch, BoardSave } from './thread-messages.ts'

const LAST_REQUEST_ID = 'last_request_id'

/** Writes batches, each whole or not at all. */
export interface BatchWriter {
  /** What a board changed goes with the next transaction that succeeds. */
  addBoard(save: BoardSave): void
  /** On disk when it returns. Throws what the driver throws; then it goes with the next transaction that succeeds. */
  keepBoard(save: BoardSave): void
  /** Likewise of what accounts hold. */
  addHoldings(changes: readonly HoldingRecord[]): void
  /** One transaction. Throws what the driver throws, with nothing written. Returns how many rows' ids were taken. */
  write(batch: Batch): number
  /** What the rows cost that were written since this was last asked. */
  takeCosts(): readonly PricedSum[]
}

interface BatchWriterOptions {
  /** Tells epoch ms. */
  readonly now: () => number
  readonly overrides: PriceOverrides
}

export function createBatchWriter(
  database: DatabaseSync,
  keys: KeyTable,
  { now, overrides }: BatchWriterOptions,
): BatchWriter {
  const priceOf = createPricing(overrides)
  const insertRequest = prepareRequestTable(database)
  const rollups = createRollupBook(database)
  const costs = createCostSums()
  const facets = prepareFacetTable(database)
  const boards = prepareBoardTable(database)
  const spends = prepareSpendTable(database)
  const holdings = prepareHoldingTable(database)
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const noteLastId = database.prepare(
    'insert into meta (name, value) values (?, ?) on conflict (name) do update set value = max(value, excluded.value)',
  )

  function writeRows(batch: Batch): number {
    let refused = 0
    let lastId = 0
    for (const row of decodeRows(batch.rows)) {
      const cost = priceOf(row)
      if (insertRequest(row, cost)) {
        rollups.add(row, cost)
        costs.add(row, cost)
        facets.add(row)
      } else refused += 1
      if (row.id > lastId) lastId = row.id
    }
    if (lastId > 0) noteLastId.run(LAST_REQUEST_ID, lastId)
    rollups.write()
    return refused
  }

  function transact<Result>(work: () => Result): Result {
    begin.run()
    try {
      const result = work()
      commit.run()
      return result
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }

  return {
    addBoard: (save) => boards.add(save),
    keepBoard(save) {
      boards.add(save)
      durably(database, () => transact(() => boards.write(now())))
      boards.onCommitted()
    },
    addHoldings: (changes) => holdings.add(changes),
    write(batch) {
      try {
        const refused = transact(() => {
          const unread = writeRows(batch)
          boards.write(now())
          holdings.write()
          for (const [id, at] of batch.touches) keys.touch(id, at)
          for (const spend of batch.spends.values()) spends.save(spend)
          return unread
        })
        boards.onCommitted()
        holdings.onCommitted()
        return refused
      } catch (error) {
        rollups.forget()
        costs.take()
        facets.forget()
        throw error
      }
    },
    takeCosts: () => costs.take(),
  }
}

/** The highest request id that was ever written, also where its row is no longer kept; 0 where none was. */
export function readLastRequestId(database: DatabaseSync): number {
  return Number(database.prepare('select value from meta where name = ?').get(LAST_REQUEST_ID)?.['value'] ?? 0)
}
