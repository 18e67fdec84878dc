/**
 * Tokens of one call as the vendor counted them. `null` means that the vendor did not say, which is not zero.
 * Every field counts its own tokens only: `input` is the uncached rest.
 */
export interface Usage {
  readonly input: number | null
  readonly output: number | null
  readonly cacheRead: number | null
  /** Written to a cache that lives 5 minutes. */
  readonly cacheWrite5m: number | null
  /** Written to a cache that lives 1 hour. */
  readonly cacheWrite1h: number | null
}

export const NO_USAGE: Usage = Object.freeze({
  input: null,
  output: null,
  cacheRead: null,
  cacheWrite5m: null,
  cacheWrite1h: null,
})
