import type { GatewayErrorCode } from '../../model/errors.ts'
import type { Operation, Protocol } from '../../model/protocol.ts'
import type { RequestEnd } from '../../model/ledger.ts'

/** The ledger's tables as queries see them; `migrations.ts` makes them. */
export interface LedgerTables {
  readonly requests: RequestsTable
  readonly attempts: AttemptsTable
  /** Those that do not ride in the request's own row. */
  readonly attempt_rows: AttemptsTable
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
  readonly error: GatewayErrorCode | null
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
