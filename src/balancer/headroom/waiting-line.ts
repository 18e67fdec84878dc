/** The calls that wait for room on one account, whoever has waited longest first. A class, since choices read it all the time. */
export class WaitingLine {
  /** Rising. */
  readonly #turns: number[] = []

  get length(): number {
    return this.#turns.length
  }

  /** `turn` is the call's own: who began to wait earlier has a lower one. */
  join(turn: number): void {
    this.#turns.splice(this.before(turn), 0, turn)
  }

  leave(turn: number): void {
    const place = this.before(turn)
    if (this.#turns[place] === turn) this.#turns.splice(place, 1)
  }

  /** How many have waited longer than a call with such a turn; `Infinity` is that of one that has not waited yet. */
  before(turn: number): number {
    if (turn === Infinity) return this.#turns.length
    let low = 0
    let high = this.#turns.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#turns[middle] ?? Infinity) < turn) low = middle + 1
      else high = middle
    }
    return low
  }
}
