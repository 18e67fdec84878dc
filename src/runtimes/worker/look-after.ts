/** Between two looks, ms: more often than a minute costs nothing while the object is awake anyway. */
const BETWEEN_MS = 15_000
/** After a change it is looked this soon, with what comes right after it. */
const SOON_MS = 1_000

/** Looks some time after something has changed, no more often than every 15 s. */
export class LookAfter {
  /** Says whether there is to be another look although nothing changes. */
  readonly #look: () => boolean
  #isDue = false
  #lookedAt = 0

  constructor(look: () => boolean) {
    this.#look = look
  }

  /** Something has changed. */
  touch(): void {
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => this.#onDue(), Math.max(SOON_MS, this.#lookedAt + BETWEEN_MS - Date.now()))
  }

  #onDue(): void {
    this.#isDue = false
    this.#lookedAt = Date.now()
    if (this.#look()) this.touch()
  }
}
