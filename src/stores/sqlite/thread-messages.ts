import type { AnalyticsQuery } from '../../model/analytics.ts'
import type { AuditEntry } from '../../model/audit.ts'
import type { BoardChanges } from '../../model/board-records.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { PricedSum } from '../../model/priced-sum.ts'
import type { HoldingRecord } from '../../model/holding.ts'
import type { RequestFilter, PageRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { StoreRules } from '../store.ts'
import type { StoreErrorCode } from '../store-error.ts'
import type { AccountCall } from './account-table.ts'
import type { EncodedRows } from './row-codec.ts'
import type { SessionCall } from './session-table.ts'

/** What the writer's thread is started with. */
export interface WriterOptions {
  readonly path: string
  readonly backupsDir: string
  readonly rules: StoreRules
  /** Ms until what is past its time goes for the first time. */
  readonly firstSweepMs: number
}

/** How long things are kept, in days. */
export type Retention = StoreRules['retention']

/** What is written in one transaction. */
export interface Batch {
  readonly rows: EncodedRows
  readonly boards: readonly BoardSave[]
  readonly holdings: readonly HoldingRecord[]
  readonly touches: ReadonlyMap<string, number>
  /** By the key's id. */
  readonly spends: ReadonlyMap<string, KeySpend>
  /** What it counts for in the queue. */
  readonly size: number
}

export interface BoardSave {
  readonly pool: string
  readonly changes: BoardChanges
}

/** A question to a thread; `call` numbers it. */
export type WriterCall =
  | { readonly kind: 'flush' }
  | { readonly kind: 'close' }
  | { readonly kind: 'keep_board'; readonly save: BoardSave }
  | { readonly kind: 'list_keys' }
  | { readonly kind: 'keys_ever_kept' }
  | { readonly kind: 'list_spends' }
  | { readonly kind: 'insert_key'; readonly record: ClientKeyRecord }
  | { readonly kind: 'delete_key'; readonly id: string }
  | { readonly kind: 'accounts'; readonly call: AccountCall }
  | SessionCall
  | { readonly kind: 'record_audit'; readonly entry: AuditEntry }

export type ReaderCall =
  | { readonly kind: 'requests'; readonly filter: RequestFilter; readonly page: PageRequest }
  | { readonly kind: 'request'; readonly id: number }
  | { readonly kind: 'requests_by_id'; readonly ids: readonly number[] }
  | { readonly kind: 'sums'; readonly stretch: TimeStretch }
  | { readonly kind: 'analytics'; readonly query: AnalyticsQuery }
  | { readonly kind: 'model_prices'; readonly since: number; readonly overrides: StoreRules['prices'] }
  | { readonly kind: 'audit'; readonly page: PageRequest }
  | { readonly kind: 'backup'; readonly file: string }

export interface Asked<Call> {
  readonly kind: 'call'
  readonly call: number
  readonly what: Call
}

export interface Answered {
  readonly kind: 'answer'
  readonly call: number
  readonly result: ThreadResult
}

export type ThreadResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: StoreErrorCode; readonly message: string }

export type ToWriter =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'rules'; readonly rules: StoreRules }
  | Asked<WriterCall>

export type FromWriter =
  | { readonly kind: 'opened'; readonly lastRequestId: number }
  | { readonly kind: 'refused'; readonly code: StoreErrorCode; readonly message: string }
  /** Of what was handed over, so much is settled: on disk, or given up. `costs` are of the rows that are on disk. */
  | {
      readonly kind: 'settled'
      readonly size: number
      readonly dropped: number
      readonly costs: readonly PricedSum[]
    }
  | { readonly kind: 'problem'; readonly message: string }
  | Answered
