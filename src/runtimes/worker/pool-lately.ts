import type { RequestFilter, StoredRequest } from '../../model/ledger-queries.ts'
import { matchesFilter } from '../../model/matches-filter.ts'
import { LiveBook } from '../../telemetry/live-book.ts'
import type { LiveSnapshot } from '../../telemetry/live-snapshot.ts'
import type { FinishedSince } from './rpc.ts'

/** More than a pool's object ends between two looks of a listener, which are a second apart; of more only the number is known. */
const MOST_KEPT = 500
/** As many as a listener is told at a time; of more it hears the number. */
const MOST_TOLD = 200

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
    if (this.#rows.length > MOST_KEPT) this.#rows.shift()
    this.#ended += 1
  }

  read(now: number): LiveSnapshot {
    return this.#book.read(now)
  }

  /** What has ended after that mark and matches. What is no longer kept counts as missed, whether or not it did. */
  since(mark: number | null, filter: RequestFilter): FinishedSince {
    const first = this.#ended - this.#rows.length
    if (mark === null || mark > this.#ended) return { mark: this.#ended, rows: [], missed: 0 }
    // A mark from before this object began tells nothing of how many there were.
    const isOlder = mark < first && this.#rows.length < MOST_KEPT
    const unknown = isOlder ? 0 : Math.max(0, first - mark)
    const matching = this.#rows.slice(Math.max(0, mark - first)).filter((row) => matchesFilter(row, filter))
    const rows = matching.slice(-MOST_TOLD)
    return { mark: this.#ended, rows, missed: unknown + matching.length - rows.length }
  }
}
