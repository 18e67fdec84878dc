import type { AuditStore } from '../model/audit.ts'
import type { BoardChanges, BoardRecords } from '../model/board-records.ts'
import type { ClientKeyStore } from '../model/client-key.ts'
import type { AccountStore } from '../model/stored-account.ts'
import type { HoldingRecord } from '../model/holding.ts'
import type { ModelPrice, PriceOverride } from '../model/price.ts'
import type { LedgerQueries } from '../model/ledger-queries.ts'
import type { LedgerPort } from '../model/ledger.ts'
import type { PricedSum } from '../model/priced-sum.ts'
import type { SessionStore } from '../model/session.ts'

/** The ledger's writing end, with what happened to rows that could not be written. */
interface StoreLedger extends LedgerPort {
  /** Rows lost since the start: the queue was full, or their batch was given up. */
  readonly dropped: number
  /** Rows that are not on disk yet. */
  readonly queued: number
}

/** What of the settings a store goes by: how long things are kept, in days, and what models cost by the operator's word. */
export interface StoreRules {
  readonly retention: { readonly detailDays: number; readonly rollupDays: number }
  readonly prices: readonly PriceOverride[]
}

/** Where state is kept. Every implementation passes `test/contracts/`. */
export interface Store {
  readonly ledger: StoreLedger
  readonly keys: ClientKeyStore
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly audit: AuditStore
  readonly queries: LedgerQueries
  /** From now on tells this one listener what requests cost, soon after they are on disk. */
  onPriced(listener: (sums: readonly PricedSum[]) => void): void
  /** What models cost now that were asked for since that moment (epoch ms), the most asked for first; at most 500. */
  modelPrices(since: number, overrides: readonly PriceOverride[]): Promise<readonly ModelPrice[]>
  /** Goes by these from now on: for what is recorded after it. Never blocks, never throws. */
  setRules(rules: StoreRules): void
  /** The highest request id ever written; 0 in a new store. */
  lastRequestId(): number
  /** Goes through the ledger's queue: never blocks, never throws. */
  saveBoard(pool: string, changes: BoardChanges): void
  /** The same, on disk when it resolves. Rejects with a `StoreError`; what was changed then goes with what is written next. */
  keepBoard(pool: string, changes: BoardChanges): Promise<void>
  /** What is on disk. Blocks while it reads: for the start. */
  loadBoard(pool: string): BoardRecords
  /** Which accounts hold what vendors keep, as it changed: goes through the ledger's queue like a board's changes. */
  saveHoldings(changes: readonly HoldingRecord[]): void
  /** The newest of what is on disk, at most so many, the oldest first. Blocks while it reads: for the start. */
  loadHoldings(atMost: number): readonly HoldingRecord[]
  /**
   * Resolves when all that was handed over before is on disk. While the disk refuses, it gives each waiting batch one
   * last try and then counts it as dropped, so that a shutdown ends.
   */
  flush(): Promise<void>
  /** Copies the database, while it is in use, to a new file (0600). Rejects with a `StoreError`, also where the file exists. */
  backup(file: string): Promise<void>
  /** Flushes and lets go of the file. What is recorded later is counted as dropped. */
  close(): Promise<void>
}
