import type { Board } from '../../balancer/board.ts'
import type { Log } from '../../gateway/log.ts'
import type { BoardChanges } from '../../model/board-records.ts'
import type { StoredRequest } from '../../model/ledger-queries.ts'
import type { LedgerPort, RequestRow } from '../../model/ledger.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { PriceOf } from '../../stores/pricing.ts'

/** A change after a lull is on disk at once; under load, what came in so many ms is written together. */
const WRITE_EVERY_MS = 250
const SOON_MS = 5
const TRIM_EVERY_MS = 60_000

export interface WriterPorts {
  readonly store: PoolStore
  readonly board: Pick<Board, 'drainChanges'>
  readonly priceOf: PriceOf
  readonly log: Log
  readonly detailDays: number
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
  /** Changes that could not be written. */
  #unwritten: BoardChanges[] = []
  #writtenAt = 0
  #trimmedAt = 0
  #isDue = false

  constructor(ports: WriterPorts) {
    this.#ports = ports
  }

  record(row: RequestRow): void {
    const { provider, model, usage, time } = row
    this.#rows.push({ ...row, cost: this.#ports.priceOf({ provider, model, usage, time }) })
  }

  /** Something has changed. */
  touch(): void {
    if (this.#isDue) return
    this.#isDue = true
    const { now, after } = this.#ports
    after(Math.max(SOON_MS, this.#writtenAt + WRITE_EVERY_MS - now()), () => this.#onDue())
  }

  /** Everything so far is written when it returns. Throws what the storage throws; then nothing is lost. */
  flush(): void {
    const { board, store } = this.#ports
    const changes = board.drainChanges()
    if (changes !== null) this.#unwritten.push(changes)
    while (this.#unwritten.length > 1) {
      store.commit(this.#unwritten[0] ?? null, [])
      this.#unwritten.shift()
    }
    const [last = null] = this.#unwritten
    if (last === null && this.#rows.length === 0) return
    store.commit(last, this.#rows)
    this.#unwritten = []
    this.#rows = []
    this.#writtenAt = this.#ports.now()
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
      store.trim(now(), detailDays)
    } catch (error) {
      log.error(`the pool's state could not be written, and is tried again: ${String(error)}`)
      this.touch()
    }
  }
}
