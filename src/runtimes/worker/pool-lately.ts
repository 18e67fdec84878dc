import type { StoredRequest } from '../../model/ledger-queries.ts'
import { LiveBook } from '../../telemetry/live-book.ts'
import type { LiveSnapshot } from '../../telemetry/live-snapshot.ts'
import type { FinishedSince } from './rpc.ts'

/** As many as there may be between two looks of a listener; of more it hears the number. */
const MOST_ROWS = 200

/** What has ended lately in one pool, for isolates that ask. It is forgotten with the object. */
export class PoolLately {
  readonly #book = new LiveBook()
  readonly #rows: StoredRequest[] = []
  /** Requests ended so far. It begins at the clock, so that no mark of an object that was here before is one of this one's. */
  #ended: number

  constructor(now: number) {
    this.#ended = now
    this.#book.read(now)
  }

  add(row: StoredRequest, now: number): void {
    this.#book.add([row], now)
    this.#rows.push(row)
    if (this.#rows.length > MOST_ROWS) this.#rows.shift()
    this.#ended += 1
  }

  read(now: number): LiveSnapshot {
    return this.#book.read(now)
  }

  since(mark: number | null): FinishedSince {
    const first = this.#ended - this.#rows.length
    if (mark === null || mark > this.#ended) return { mark: this.#ended, rows: [], missed: 0 }
    // A mark from before this object began tells nothing of how many there were.
    const isOlder = mark < first && this.#rows.length < MOST_ROWS
    return {
      mark: this.#ended,
      rows: this.#rows.slice(Math.max(0, mark - first)),
      missed: isOlder ? 0 : Math.max(0, first - mark),
    }
  }
}
