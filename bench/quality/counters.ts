import type { LimitTold } from '../../src/model/limit.ts'
import { TokenBucket } from './token-bucket.ts'
import type { VendorRules } from './world.ts'
import { FAMILY, MINUTE_MS } from './world.ts'

/** What a call would take, as its vendor counts it. */
export interface Draw {
  readonly requests: number
  /** Not read from a cache. */
  readonly input: number
  readonly output: number
  /** When it is generated. */
  readonly from: number
  readonly until: number
}

export type LimitName = 'requests' | 'input-tokens' | 'output-tokens'

/** What vendors round token counts to, and what a reader of their headers therefore reckons with. */
const GRAIN = 1_000

/** The limits of one organisation as its vendor counts them. */
export class Counters {
  readonly #rules: VendorRules
  readonly requests: TokenBucket
  readonly input: TokenBucket
  readonly output: TokenBucket

  constructor(rules: VendorRules, now: number) {
    this.#rules = rules
    this.requests = new TokenBucket(rules.requests, MINUTE_MS, now)
    this.input = new TokenBucket(rules.input, MINUTE_MS, now)
    this.output = new TokenBucket(rules.output, MINUTE_MS, now)
  }

  /** Which limit refuses such a call; `null` where it is admitted. */
  refusing(draw: Pick<Draw, 'requests' | 'input'>, now: number): LimitName | null {
    if (this.requests.waitFor(draw.requests, now) > 0) return 'requests'
    if (this.input.waitFor(draw.input, now) > 0) return 'input-tokens'
    return this.output.level(now) > 0 ? null : 'output-tokens'
  }

  /** Requests and input go at once, output as it is generated. */
  admit(draw: Draw, now: number): void {
    this.requests.take(draw.requests, now)
    this.input.take(draw.input, now)
    this.output.drain({ from: draw.from, until: draw.until, amount: draw.output })
  }

  /** Ms until such a call would be admitted, if no other came. */
  waitFor(draw: Pick<Draw, 'requests' | 'input'>, now: number): number {
    return Math.max(
      this.requests.waitFor(draw.requests, now),
      this.input.waitFor(draw.input, now),
      this.output.level(now) > 0 ? 0 : this.output.waitFor(1, now),
    )
  }

  /** The smallest share that would be left of a limit, with what is admitted already counted as used. */
  roomAfter(draw: Pick<Draw, 'input' | 'output'>, now: number): number {
    const { input, output } = this
    const outputLeft = output.level(now) - output.committed(now) - draw.output
    return Math.min((input.level(now) - draw.input) / input.capacity, outputLeft / output.capacity)
  }

  /** Every limit becomes this share of what the rules say. */
  cutTo(share: number, now: number): void {
    this.requests.resize(this.#rules.requests * share, now)
    this.input.resize(this.#rules.input * share, now)
    this.output.resize(this.#rules.output * share, now)
  }

  /** As an answer of this moment tells it, with token counts rounded. */
  tell(roundedTo: number, now: number): LimitTold[] {
    return [
      told({ name: 'requests', bucket: this.requests, roundedTo: 1 }, now),
      told({ name: 'input-tokens', bucket: this.input, roundedTo }, now),
      told({ name: 'output-tokens', bucket: this.output, roundedTo }, now),
    ]
  }
}

const METERS = { requests: 'requests', 'input-tokens': 'input', 'output-tokens': 'output' } as const

interface Telling {
  readonly name: LimitName
  readonly bucket: TokenBucket
  readonly roundedTo: number
}

function told({ name, bucket, roundedTo }: Telling, now: number): LimitTold {
  const level = Math.max(0, bucket.level(now))
  const left = name === 'requests' ? Math.floor(level) : Math.round(level / roundedTo) * roundedTo
  return {
    name,
    meter: METERS[name],
    scope: { kind: 'family', family: FAMILY },
    kind: 'refill',
    windowMs: MINUTE_MS,
    capacity: bucket.capacity,
    left,
    grain: name === 'requests' ? 1 : GRAIN,
    countsCached: false,
    // In whole seconds, and of what is told: it gives away no more than the count does.
    resetsAt: Math.ceil(bucket.fullAt(left, now) / 1_000) * 1_000,
    refused: false,
  }
}
