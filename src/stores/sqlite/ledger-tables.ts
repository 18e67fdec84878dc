import type { Operation, Protocol } from '../../model/protocol.ts'
import type { RequestEnd } from '../../model/ledger.ts'

/** The ledger's tables as queries see them; `migrations.ts` makes them. */
export interface LedgerTables {
  readonly requests: RequestsTable
  readonly attempts: AttemptsTable
  /** Those that do not ride in the request's own row. */
  readonly attempt_rows: AttemptsTable
  readonly rollup_groups: RollupGroupsTable
  readonly rollup_minutes: RollupsTable
  readonly rollup_hours: RollupsTable
  readonly facets: FacetsTable
  readonly meta: MetaTable
}

/** Which block of the ledger holds requests with which facet (`facets.ts`). */
interface FacetsTable {
  readonly facet: number
  readonly block: number
}

interface MetaTable {
  readonly name: string
  readonly value: number
}

export interface RequestsTable {
  readonly id: number
  readonly time: number
  readonly pool: string
  readonly protocol: Protocol
  readonly operation: Operation
  readonly method: string
  readonly path: string
  readonly model: string | null
  readonly stream: number
  readonly client: string | null
  readonly status: number
  readonly outcome: RequestEnd
  readonly error: string | null
  readonly account_id: string | null
  readonly account: string | null
  readonly provider: string | null
  readonly duration_ms: number
  readonly first_byte_ms: number | null
  readonly input: number | null
  readonly output: number | null
  readonly cache_read: number | null
  readonly cache_write_5m: number | null
  readonly cache_write_1h: number | null
  readonly cost: number | null
  readonly available: number
  readonly passed_over: string | null
  readonly no_room: string | null
}

/** A view: the attempts of every request, also those that ride in the request's own row. */
export interface AttemptsTable {
  readonly request_id: number
  readonly n: number
  readonly account_id: string
  readonly account: string
  readonly reason: string
  readonly started_ms: number
  readonly took_ms: number
  readonly status: number | null
  readonly result: string
  readonly room: string | null
}

export interface RollupGroupsTable {
  readonly id: number
  readonly pool: string
  /** Empty where no account answered. */
  readonly account_id: string
  readonly account: string
  readonly provider: string
  readonly model: string
}

export interface RollupsTable {
  readonly at: number
  readonly group_id: number
  readonly requests: number
  readonly ok: number
  readonly failed: number
  readonly cut: number
  readonly gone: number
  readonly failovers: number
  readonly input: number
  readonly output: number
  readonly cache_read: number
  readonly cache_write_5m: number
  readonly cache_write_1h: number
  readonly cost: number
  readonly priced: number
  readonly duration_sum: number
  readonly first_byte_sum: number
  readonly unpriced: number
  readonly attempts: number
  readonly failures: number
  readonly limits_met: number
  readonly failovers_away: number
  /** JSON: how many durations fell into each bucket of `histogram.ts`. */
  readonly durations: string
  readonly first_bytes: string
}
