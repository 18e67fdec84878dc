import type { LivePort } from '../../admin/ports.ts'
import type { RequestRow } from '../../model/ledger.ts'
import type { StoredRequest } from '../../model/ledger-queries.ts'
import { mergeLive } from '../../telemetry/live-snapshot.ts'
import type { AskPools } from './ask-each.ts'
import { askEach, valuesOf } from './ask-each.ts'
import type { FinishedSince } from './rpc.ts'

/** Requests as they end in the pools' objects, which have reckoned their cost. */
export function createRemoteLive(pools: AskPools): LivePort {
  return {
    async figures(now) {
      const each = await askEach(pools, (pool) => pool.live())
      return { ...mergeLive(valuesOf(each), now), unreachable: each.unreachable }
    },
    async follow(filter) {
      const marks = new Map<string, number>()
      // Of a pool that does not answer the mark stays: what ended meanwhile is told when it does again.
      const look = async (): Promise<readonly FinishedSince[]> => {
        const { told } = await askEach(pools, (pool, name) => pool.finished(marks.get(name) ?? null, filter))
        for (const [name, { mark }] of told) marks.set(name, mark)
        return told.map(([, since]) => since)
      }
      await look()
      const costs = new Map<number, StoredRequest>()
      return {
        async next() {
          const told = await look()
          const rows = told.flatMap((one) => one.rows)
          costs.clear()
          for (const row of rows) costs.set(row.id, row)
          return { rows, missed: told.reduce((sum, { missed }) => sum + missed, 0) }
        },
        priced: (rows: readonly RequestRow[]) => rows.flatMap(({ id }) => costs.get(id) ?? []),
        end() {
          costs.clear()
        },
      }
    },
  }
}
