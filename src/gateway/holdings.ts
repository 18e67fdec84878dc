import type { AccountId } from '../model/account.ts'
import type { HoldingRecord } from '../model/holding.ts'

/** As many as one gateway remembers, over all of its pools (on Workers, one pool's object). */
export const MOST_HOLDINGS = 100_000
/** A use is noted on disk no more often than this: it only decides which one is dropped first. */
const NOTED_EVERY_MS = 86_400_000

interface Holding {
  account: AccountId
  /** As it stands on disk. */
  at: number
}

/** Which accounts hold what vendors keep. Bounded: the one unused the longest is dropped first. Times are epoch ms. */
export class Holdings {
  readonly #limit: number
  /** Oldest use first. */
  readonly #all = new Map<string, Holding>()
  #changed = new Set<string>()

  constructor(limit = MOST_HOLDINGS) {
    this.#limit = limit
  }

  get size(): number {
    return this.#all.size
  }

  /** Call it once, before anything else, with the oldest first. */
  restore(records: Iterable<HoldingRecord>): void {
    for (const { pool, resource, account, at } of records) {
      if (account !== null) this.#put(toKey(pool, resource), { account, at })
    }
  }

  /** The id of the account that holds it, as far as is known. Counts as a use. */
  find(pool: string, resource: string, now: number): AccountId | null {
    const key = toKey(pool, resource)
    const known = this.#all.get(key)
    if (known === undefined) return null
    this.#all.delete(key)
    this.#all.set(key, known)
    if (now - known.at >= NOTED_EVERY_MS) {
      known.at = now
      this.#changed.add(key)
    }
    return known.account
  }

  hold(pool: string, resource: string, held: { readonly account: AccountId; readonly now: number }): void {
    const { account, now } = held
    const key = toKey(pool, resource)
    const isNews = this.#all.get(key)?.account !== account
    if (!isNews) {
      this.find(pool, resource, now)
      return
    }
    this.#all.delete(key)
    this.#put(key, { account, at: now })
    this.#changed.add(key)
  }

  /** What changed since the last drain; `null` is nothing. */
  drain(): readonly HoldingRecord[] | null {
    if (this.#changed.size === 0) return null
    const changed = this.#changed
    this.#changed = new Set()
    return [...changed].map((key) => {
      const { account, at } = this.#all.get(key) ?? { account: null, at: 0 }
      return { ...fromKey(key), account, at }
    })
  }

  #put(key: string, holding: Holding): void {
    this.#all.set(key, holding)
    if (this.#all.size <= this.#limit) return
    const oldest = this.#all.keys().next()
    if (oldest.done === true) return
    this.#all.delete(oldest.value)
    this.#changed.add(oldest.value)
  }
}

/** A pool's name has no line break. */
function toKey(pool: string, resource: string): string {
  return `${pool}\n${resource}`
}

function fromKey(key: string): { readonly pool: string; readonly resource: string } {
  const end = key.indexOf('\n')
  return { pool: key.slice(0, end), resource: key.slice(end + 1) }
}
