/** Request bodies up to 32 MB (contract §6). */
export const MAX_BODY_BYTES = 32 * 1024 * 1024

/** Counts the bytes of all request bodies that are held. */
export class BodyLedger {
  /** Bytes. */
  limit: number
  #held = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** `false`, with nothing taken, where they would be too many. */
  take(size: number): boolean {
    if (this.#held + size > this.limit) return false
    this.#held += size
    return true
  }

  giveBack(size: number): void {
    this.#held -= size
  }

  get held(): number {
    return this.#held
  }
}
