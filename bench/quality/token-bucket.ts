/** Something that is used up little by little, evenly, between two moments. */
export interface Drain {
  readonly from: number
  readonly until: number
  readonly amount: number
}

/** Part of a token: a bucket that lacks less is full. Epoch ms as numbers are good to a quarter of a microsecond. */
const NEARLY = 0.01

/**
 * A limit that fills evenly, from empty to full within its window. What was asked for may take it below 0. Times are
 * epoch ms, and never go back.
 */
export class TokenBucket {
  #capacity: number
  readonly #windowMs: number
  #level: number
  #at: number
  #drains: Drain[] = []

  /** Full at first. */
  constructor(capacity: number, windowMs: number, now: number) {
    this.#capacity = capacity
    this.#windowMs = windowMs
    this.#level = capacity
    this.#at = now
  }

  get capacity(): number {
    return this.#capacity
  }

  level(now: number): number {
    while (this.#at < now) {
      const until = Math.min(now, this.#turnAfter(this.#at))
      this.#level = Math.min(this.#capacity, this.#level + (until - this.#at) * this.#rateAt(this.#at))
      this.#at = until
      if (this.#drains.some((drain) => drain.until <= until)) {
        this.#drains = this.#drains.filter((drain) => drain.until > until)
      }
    }
    return this.#level
  }

  /** At once. */
  take(amount: number, now: number): void {
    this.#level = this.level(now) - amount
  }

  /** Over a time that begins now or later. */
  drain(drain: Drain): void {
    if (drain.amount > 0 && drain.until > drain.from) this.#drains.push(drain)
  }

  /** What is still to be taken by what has been admitted. */
  committed(now: number): number {
    this.level(now)
    return this.#drains.reduce(
      (sum, { from, until, amount }) => sum + (amount * (until - Math.max(from, now))) / (until - from),
      0,
    )
  }

  /** What it holds at most changes, and how fast it fills with it. */
  resize(capacity: number, now: number): void {
    this.#level = Math.min(capacity, this.level(now))
    this.#capacity = capacity
  }

  /** Ms until so much is there, as far as what was admitted tells; a larger amount than it ever holds fits a full one. */
  waitFor(amount: number, now: number): number {
    const wanted = Math.min(amount, this.#capacity) - NEARLY
    let level = this.level(now)
    let at = now
    while (level < wanted) {
      const rate = this.#rateAt(at)
      const turn = this.#turnAfter(at)
      const reached = rate > 0 ? at + (wanted - level) / rate : Infinity
      if (reached <= turn) return reached - now
      level = Math.min(this.#capacity, level + (turn - at) * rate)
      at = turn
    }
    return at - now
  }

  /** When it is full again, if nothing more is taken than `level` tells. */
  fullAt(level: number, now: number): number {
    return now + ((this.#capacity - level) / this.#capacity) * this.#windowMs
  }

  /** By which the level changes, a ms. */
  #rateAt(time: number): number {
    let rate = this.#capacity / this.#windowMs
    for (const { from, until, amount } of this.#drains) {
      if (from <= time && time < until) rate -= amount / (until - from)
    }
    return rate
  }

  /** The next moment at which that may be another. */
  #turnAfter(time: number): number {
    let turn = Infinity
    for (const { from, until } of this.#drains) {
      if (from > time) turn = Math.min(turn, from)
      else if (until > time) turn = Math.min(turn, until)
    }
    return turn
  }
}
