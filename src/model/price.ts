import type { Usage } from './usage.ts'

/**
 * What the operator says that models cost whose names match the pattern, in US dollars per million tokens. `null` follows
 * from `input`: `priceOfOverride` says how.
 */
export interface PriceOverride {
  /** `claude-*`; the first that matches counts. */
  readonly pattern: string
  readonly input: number
  readonly output: number | null
  readonly cacheRead: number | null
  readonly cacheWrite5m: number | null
  readonly cacheWrite1h: number | null
}

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

/** US dollars per million tokens, by their kinds. */
export interface TokenPrice {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

/** What a model costs, and by whose word. */
export interface ModelPrice {
  readonly provider: string
  readonly model: string
  readonly source: 'built-in' | 'override' | 'unknown'
  /** Of a short prompt; `null` where it is unknown. */
  readonly price: TokenPrice | null
}

/** What an override comes to: cache prices by the vendors' usual factors of `input`. */
export function priceOfOverride({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: PriceOverride): TokenPrice {
  return {
    input,
    output: output ?? input,
    cacheRead: cacheRead ?? input * 0.1,
    cacheWrite5m: cacheWrite5m ?? input * 1.25,
    cacheWrite1h: cacheWrite1h ?? input * 2,
  }
}
