import type { LedgerPort, RequestRow } from '../model/ledger.ts'

/** Told of finished requests, in the order in which they ended. It must not keep the array. */
export type OnFinishedRows = (rows: readonly RequestRow[]) => void

/**
 * Rows that wait at the most; then whoever counts them is told at once. Few, so that a busy server lets go of them while
 * they are young: thousands that live for a tenth of a second cost the garbage collector more than counting them.
 */
const MAX_WAITING = 64

/**
 * The ledger, and whoever counts what goes into it: figures, metrics, listeners. The call that ends pays for one push;
 * the counting is done for many at a time, when `drain` is called.
 */
export class FinishedRows implements LedgerPort {
  readonly #ledger: LedgerPort
  readonly #listeners: readonly OnFinishedRows[]
  #waiting: RequestRow[] = []

  constructor(ledger: LedgerPort, listeners: readonly OnFinishedRows[]) {
    this.#ledger = ledger
    this.#listeners = listeners
  }

  record(row: RequestRow): void {
    this.#ledger.record(row)
    if (this.#waiting.push(row) >= MAX_WAITING) this.drain()
  }

  /** Tells what has ended since; call it some ten times a second. */
  drain(): void {
    if (this.#waiting.length === 0) return
    const rows = this.#waiting
    this.#waiting = []
    for (const listener of this.#listeners) listener(rows)
  }
}
