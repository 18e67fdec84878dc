import type { Usage } from './usage.ts'

/** What a call used, and where. `time` is epoch ms: some prices depend on the day or the hour. */
interface Priceable {
  readonly provider: string | null
  readonly model: string | null
  readonly usage: Usage
  readonly time: number
}

/** US dollars, or `null` where the model's price or the usage is unknown. */
export type PriceOf = (call: Priceable) => number | null

/** Which cache a prompt may be written to: a write costs more than a plain input token, an hour's more than 5 minutes'. */
export type CacheWrite = 'none' | '5m' | '1h'

/** What a call may use at the most, and where. */
export interface Boundable {
  readonly provider: string
  readonly model: string
  /** Epoch ms. */
  readonly time: number
  /** Tokens of the prompt; `null` where nothing but the model's context window bounds them. */
  readonly prompt: number | null
  readonly cacheWrite: CacheWrite
  /** Tokens of output. */
  readonly output: number
}

/** US dollars that a call costs at the most, or `null` where the model's price is unknown. */
export type BoundOf = (call: Boundable) => number | null
