import type { Board } from '../../balancer/board.ts'
import type { Holdings } from '../../gateway/holdings.ts'
import type { Log } from '../../gateway/log.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { BoardChanges } from '../../model/board-records.ts'
import type { HoldingRecord } from '../../model/holding.ts'
import type { StoredRequest } from '../../model/ledger-queries.ts'
import type { LedgerPort, RequestRow } from '../../model/ledger.ts'
import { mergeChanges } from '../../stores/cloudflare/merge-changes.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { PriceOf } from '../../model/price.ts'
import { boundRow } from '../../stores/row-bounds.ts'

/** A change after a lull is on disk at once; under load, what came in so many ms is written together. */
const WRITE_EVERY_MS = 250
const SOON_MS = 5
/** What cannot be written is tried again after 250 ms, 500 ms, … */
const LONGEST_PAUSE_MS = 5_000
/** Rows that wait for storage which takes none; beyond this the oldest are dropped. */
const MAX_WAITING = 50_000
const TRIM_EVERY_MS = 60_000

export interface WriterPorts {
  readonly store: PoolStore
  readonly board: Pick<Board, 'drainChanges'>
  /** What is to be kept of a client key's budget; `null` where nothing is any more. */
  readonly spendOf: (keyId: string) => KeySpend | null
  readonly holdings: Pick<Holdings, 'drain'>
  readonly priceOf: PriceOf
  /** Told of each request as it has ended. */
  readonly onEnded: (row: StoredRequest) => void
  readonly log: Log
  /** Days that requests are kept. */
  readonly detailDays: () => number
  readonly now: () => number
  /** Calls back once, after so many ms. */
  readonly after: (ms: number, callback: () => void) => void
}

/**
 * Brings a pool's state to its object's storage, outside of what anybody waits for: writes hold back the answers that
 * are under way while they last, and rows written are what storage costs.
 */
export class PoolWriter implements LedgerPort {
  readonly #ports: WriterPorts
  #rows: StoredRequest[] = []
  /** Changes that could not be written yet. */
  #changes: BoardChanges | null = null
  /** Client keys that have spent something, or hold it. */
  #spenders = new Set<string>()
  #held: readonly HoldingRecord[] = []
  #writtenAt = 0
  #trimmedAt = 0
  #isDue = false
  /** How often in a row nothing could be written. */
  #misses = 0
  #dropped = 0
  #written: PromiseWithResolvers<void> | null = null

  constructor(ports: WriterPorts) {
    this.#ports = ports
  }

  /** Rows that wait to be written. */
  get queued(): number {
    return this.#rows.length
  }

  /** Rows that storage did not take in time. */
  get dropped(): number {
    return this.#dropped
  }

  record(row: RequestRow): void {
    const { provider, model, usage, time } = row
    const bound = boundRow({ ...row, cost: this.#ports.priceOf({ provider, model, usage, time }) })
    this.#rows.push(bound)
    this.#ports.onEnded(bound)
  }

  /** What a client key has spent has changed. Goes with the next write. */
  onSpend(keyId: string): void {
    this.#spenders.add(keyId)
  }

  /** Something has changed. */
  touch(): void {
    if (this.#isDue) return
    this.#isDue = true
    const { now, after } = this.#ports
    const pause = Math.min(WRITE_EVERY_MS * 2 ** this.#misses, LONGEST_PAUSE_MS)
    after(Math.max(SOON_MS, this.#writtenAt + pause - now()), () => this.#onDue())
  }

  /** Resolves when the requests that have ended so far are written. */
  written(): Promise<void> {
    if (this.#rows.length === 0) return Promise.resolve()
    this.#written ??= Promise.withResolvers()
    return this.#written.promise
  }

  /** Everything so far is written when it returns. Throws what the storage throws; then nothing is lost. */
  flush(): void {
    const { board, holdings, store, spendOf } = this.#ports
    this.#changes = mergeChanges(this.#changes, board.drainChanges())
    this.#held = [...this.#held, ...(holdings.drain() ?? [])]
    if (this.#changes === null && this.#rows.length + this.#spenders.size + this.#held.length === 0) return
    const spends = Array.from(this.#spenders, (keyId) => ({ keyId, spend: spendOf(keyId) }))
    // What a request counted and cost and its row are written together: else one whose end is told again would count twice.
    store.commit(this.#changes, this.#rows, { spends, held: this.#held, now: this.#ports.now() })
    this.#changes = null
    this.#held = []
    this.#rows = []
    this.#spenders = new Set()
    this.#misses = 0
    this.#writtenAt = this.#ports.now()
    this.#written?.resolve()
    this.#written = null
  }

  /** Whether a request that ended waits to be written. */
  holds(id: number): boolean {
    return this.#rows.some((row) => row.id === id)
  }

  #onDue(): void {
    this.#isDue = false
    const { store, log, detailDays, now } = this.#ports
    try {
      this.flush()
      if (now() - this.#trimmedAt < TRIM_EVERY_MS) return
      this.#trimmedAt = now()
      store.trim(now(), detailDays())
    } catch (error) {
      this.#misses += 1
      this.#writtenAt = now()
      const dropped = this.#rows.splice(0, Math.max(0, this.#rows.length - MAX_WAITING)).length
      this.#dropped += dropped
      const loss = dropped === 0 ? '' : ` (${dropped} requests of the ledger had to be dropped)`
      log.error(`the pool's state could not be written, and is tried again${loss}: ${String(error)}`)
      this.touch()
    }
  }
}
