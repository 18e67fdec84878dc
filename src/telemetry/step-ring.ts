/**
 * The latest steps of time, all of one length, in a ring of places that are used over and over. Steps begin at multiples
 * of their length, by the clock that is told. Where the clock jumps back, what was counted keeps its age: the step that
 * was under way goes on.
 */
export class StepRing {
  readonly #stepMs: number
  readonly #places: number
  /** Number of the step that is under way, counted from the epoch; `null` before the first moment. */
  #step: number | null = null
  #place = 0

  constructor(stepMs: number, places: number) {
    this.#stepMs = stepMs
    this.#places = places
  }

  /** The place of the step that is under way. */
  get place(): number {
    return this.#place
  }

  /** When it began, epoch ms. */
  get beganAt(): number {
    return (this.#step ?? 0) * this.#stepMs
  }

  /** Goes on to the step that `now` (epoch ms) lies in, and has each place emptied that is used anew. */
  advance(now: number, empty: (place: number) => void): void {
    const step = Math.floor(now / this.#stepMs)
    const begun = this.#step === null ? 0 : Math.min(Math.max(0, step - this.#step), this.#places)
    this.#step = step
    for (let count = 0; count < begun; count += 1) {
      this.#place = (this.#place + 1) % this.#places
      empty(this.#place)
    }
  }
}
