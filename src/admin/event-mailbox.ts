import type { Changed } from './change-notes.ts'
import type { EventName } from './events-contract.ts'

const MOST_ROWS = 50
const MOST_ITEMS = 100
/** How long a browser waits before it comes back, ms. */
const RETRY_MS = 2_000

/** Rows of one kind by id: JSON, or `null` of one that is gone. Of each the latest counts. */
type Waiting = Map<string, string | null>

/**
 * What one listener has yet to be told. It cannot grow without end: of what has a state the latest alone waits, and
 * requests beyond the first 50 are only counted.
 */
export class EventMailbox {
  #hello: string | null = null
  #overview: string | null = null
  readonly #changed = new Set<Changed>()
  readonly #accounts: Waiting = new Map()
  readonly #pools: Waiting = new Map()
  #requests: string[] = []
  #skipped = 0
  #isHeartbeatDue = false

  /** How many more requests may wait. */
  get room(): number {
    return MOST_ROWS - this.#requests.length
  }

  get isEmpty(): boolean {
    const waiting = this.#changed.size + this.#accounts.size + this.#pools.size + this.#requests.length + this.#skipped
    return waiting === 0 && this.#hello === null && this.#overview === null && !this.#isHeartbeatDue
  }

  /** All of these are JSON. */
  putHello(json: string): void {
    this.#hello = json
  }

  putOverview(json: string): void {
    this.#overview = json
  }

  putChanged(what: Changed): void {
    this.#changed.add(what)
  }

  putRows(kind: 'accounts' | 'pools', rows: Iterable<readonly [id: string, json: string | null]>): void {
    const waiting = kind === 'accounts' ? this.#accounts : this.#pools
    for (const [id, json] of rows) waiting.set(id, json)
  }

  /** Requests that match, and how many more did. */
  putRequests(rows: readonly string[], skipped: number): void {
    const taken = rows.slice(0, this.room)
    this.#requests.push(...taken)
    this.#skipped += rows.length - taken.length + skipped
  }

  putHeartbeat(): void {
    this.#isHeartbeatDue = true
  }

  /** The next event as it goes over the wire; `null` where nothing waits. */
  take(): string | null {
    const next = this.#next()
    // Whatever is told, the connection is in use.
    if (next !== null) this.#isHeartbeatDue = false
    return next
  }

  #next(): string | null {
    if (this.#hello !== null) {
      const hello = this.#hello
      this.#hello = null
      return `retry: ${RETRY_MS}\n${toEvent('hello', hello)}`
    }
    for (const what of this.#changed) {
      this.#changed.delete(what)
      return toEvent('changed', JSON.stringify({ what }))
    }
    if (this.#pools.size > 0) return toEvent('pools', takeRows(this.#pools))
    if (this.#accounts.size > 0) return toEvent('accounts', takeRows(this.#accounts))
    if (this.#requests.length + this.#skipped > 0) {
      const json = `{"items":[${this.#requests.join()}],"skipped":${this.#skipped}}`
      this.#requests = []
      this.#skipped = 0
      return toEvent('requests', json)
    }
    if (this.#overview !== null) {
      const overview = this.#overview
      this.#overview = null
      return toEvent('overview', overview)
    }
    return this.#isHeartbeatDue ? ':\n\n' : null
  }
}

/** JSON has no line ends of its own, so it is one line of data. */
function toEvent(name: EventName, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`
}

function takeRows(waiting: Waiting): string {
  const items: string[] = []
  const removed: string[] = []
  for (const [id, json] of waiting) {
    if (items.length + removed.length === MOST_ITEMS) break
    waiting.delete(id)
    if (json === null) removed.push(id)
    else items.push(json)
  }
  return `{"items":[${items.join()}],"removed":${JSON.stringify(removed)}}`
}
