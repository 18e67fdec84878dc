/**
 * Keeps an object in memory for so long after it was last used. An idle one is dropped after ten seconds; rates of
 * client keys and the failures of the last minutes are in memory alone, and one that has something to wait for stays.
 */
export class StayAwake {
  readonly #forMs: number
  #usedAt = 0
  #isWaiting = false

  constructor(forMs: number) {
    this.#forMs = forMs
  }

  touch(): void {
    this.#usedAt = Date.now()
    if (!this.#isWaiting) this.#wait(this.#forMs)
  }

  #wait(ms: number): void {
    this.#isWaiting = true
    setTimeout(() => {
      const left = this.#usedAt + this.#forMs - Date.now()
      this.#isWaiting = false
      if (left > 0) this.#wait(left)
    }, ms)
  }
}
