import type { Reservation } from './reservation.ts'

/** How long a place is kept for a caller who was told when to come back, beyond that moment, ms. */
const GRACE_MS = 3_000
/** Nobody is expected back who was told to wait longer than this, ms: clients give up. */
export const LONGEST_PROMISE_MS = 60_000
const MOST = 1_000

/** A place that is kept for a call that was turned away. */
export interface PromisedPlace {
  readonly reservation: Reservation
  /** When it is there, epoch ms. */
  readonly at: number
}

/**
 * Places of calls that were told when to come back: who comes later comes after them, and what they were told is true. Known
 * by their conversation.
 */
export class Promises {
  /** Soonest to lapse first, as long as all are told to wait about as long. */
  readonly #all = new Map<string, PromisedPlace>()

  get size(): number {
    return this.#all.size
  }

  keep(conversation: string, place: PromisedPlace): boolean {
    if (this.#all.size >= MOST) return false
    this.#all.set(conversation, place)
    return true
  }

  /** It is back; or nobody asks for it any more. */
  take(conversation: string): PromisedPlace | null {
    const place = this.#all.get(conversation) ?? null
    if (place !== null) this.#all.delete(conversation)
    return place
  }

  /** Those whose callers did not come. */
  lapsed(now: number): readonly PromisedPlace[] {
    let lapsed = NONE
    for (const [conversation, place] of this.#all) {
      if (place.at + GRACE_MS > now) continue
      this.#all.delete(conversation)
      lapsed = [...lapsed, place]
    }
    return lapsed
  }
}

const NONE: readonly PromisedPlace[] = Object.freeze([])
