import type { RequestRow } from '../model/ledger.ts'

/** Requests that ended, and how many of them failed. */
export interface Tally {
  readonly requests: number
  readonly failed: number
}

/** The last 5 minutes of a pool, and the hour before them. */
export interface ErrorRate {
  readonly recent: Tally
  readonly before: Tally
}

const SLOT_MS = 30_000
const RECENT_SLOTS = 10
const BEFORE_SLOTS = 120
/** One more is under way. */
const SLOTS = RECENT_SLOTS + BEFORE_SLOTS + 1
/** Pools come and go by name; this many are told apart. */
const MAX_POOLS = 1_000

const NOTHING: Tally = { requests: 0, failed: 0 }
const NO_ERRORS: ErrorRate = { recent: NOTHING, before: NOTHING }

/** How many requests fail in each pool, in memory: exact to half a minute, of the last 65 minutes. */
export class ErrorRates {
  readonly #rings = new Map<string, Ring>()

  /** Requests that ended, at `now` or shortly before. Those whose caller left tell nothing and are not counted. */
  count(rows: readonly RequestRow[], now: number): void {
    for (const row of rows) if (row.end !== 'gone') this.#ringOf(row.pool).count(hasFailed(row), now)
  }

  of(pool: string, now: number): ErrorRate {
    return this.#rings.get(pool)?.rate(now) ?? NO_ERRORS
  }

  #ringOf(pool: string): Ring {
    let ring = this.#rings.get(pool)
    if (ring === undefined) {
      if (this.#rings.size >= MAX_POOLS) this.#rings.clear()
      ring = new Ring()
      this.#rings.set(pool, ring)
    }
    return ring
  }
}

/**
 * Whether a request failed for what a gateway's operator can look into: a broken stream, a server's error, a limit. What
 * vendors say of a caller's own mistakes (400, 404, 413, 422) is no news of the pool.
 */
function hasFailed({ end, status }: Pick<RequestRow, 'end' | 'status'>): boolean {
  return end === 'cut' || (end === 'failed' && (status >= 500 || status === 429 || status === 401 || status === 403))
}

/** Counts by half minutes, the oldest overwritten by the newest. */
class Ring {
  readonly #requests = new Uint32Array(SLOTS)
  readonly #failed = new Uint32Array(SLOTS)
  /** The half minute under way, since the epoch. */
  #slot = 0

  count(failed: boolean, now: number): void {
    this.#turnTo(now)
    const at = this.#slot % SLOTS
    this.#requests[at] = (this.#requests[at] ?? 0) + 1
    if (failed) this.#failed[at] = (this.#failed[at] ?? 0) + 1
  }

  rate(now: number): ErrorRate {
    this.#turnTo(now)
    return { recent: this.#sum(0, RECENT_SLOTS), before: this.#sum(RECENT_SLOTS + 1, SLOTS - 1) }
  }

  /** Of the half minutes so many to so many ago, both included. */
  #sum(from: number, to: number): Tally {
    let requests = 0
    let failed = 0
    for (let ago = from; ago <= to; ago += 1) {
      const at = (this.#slot - ago + SLOTS) % SLOTS
      requests += this.#requests[at] ?? 0
      failed += this.#failed[at] ?? 0
    }
    return { requests, failed }
  }

  /** A clock that is set back goes on in the slot that it was in. */
  #turnTo(now: number): void {
    const slot = Math.floor(now / SLOT_MS)
    const behind = Math.min(slot - this.#slot, SLOTS)
    for (let step = 1; step <= behind; step += 1) {
      const at = (slot - behind + step) % SLOTS
      this.#requests[at] = 0
      this.#failed[at] = 0
    }
    if (behind > 0) this.#slot = slot
  }
}
