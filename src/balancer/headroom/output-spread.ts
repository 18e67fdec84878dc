/** Answers' lengths are told apart by halves of a power of two, from 1 token to some 90,000. */
const STEPS = 34
/** Of how many answers the newest weigh as much as all before them, about. */
const MEMORY = 200
/** What is assumed before anything is known: as much as some twenty answers of this length would say. */
const PRIOR_TOKENS = 600
const PRIOR_WEIGHT = 20

/** The running distribution of the lengths of one model's answers, in tokens. */
export class OutputSpread {
  readonly #weights = new Float64Array(STEPS)
  readonly #sums = new Float64Array(STEPS)
  #total = 0

  constructor() {
    this.#put(PRIOR_TOKENS, PRIOR_WEIGHT)
  }

  add(tokens: number): void {
    // Instead of making all before it lighter, each one is heavier than those before.
    this.#put(tokens, Math.max(1, this.#total / MEMORY))
    if (this.#total < 1e6) return
    for (let step = 0; step < STEPS; step++) {
      this.#weights[step] = (this.#weights[step] ?? 0) / 1e4
      this.#sums[step] = (this.#sums[step] ?? 0) / 1e4
    }
    this.#total /= 1e4
  }

  /** What an answer that ends at `limit` tokens (`null` is no limit) is expected to take. */
  expect(limit: number | null): number {
    let sum = 0
    for (let step = 0; step < STEPS; step++) {
      const weight = this.#weights[step] ?? 0
      if (weight === 0) continue
      const tokens = this.#sums[step] ?? 0
      sum += limit === null || tokens <= limit * weight ? tokens : limit * weight
    }
    return sum / this.#total
  }

  #put(tokens: number, weight: number): void {
    const step = Math.min(STEPS - 1, Math.floor(2 * Math.log2(Math.max(1, tokens))))
    this.#weights[step] = (this.#weights[step] ?? 0) + weight
    this.#sums[step] = (this.#sums[step] ?? 0) + tokens * weight
    this.#total += weight
  }
}
