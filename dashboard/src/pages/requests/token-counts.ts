import type { RequestView } from '../../../../src/admin/request-contract.ts'
import { formatCompact, UNKNOWN } from '../../format/numbers.ts'

/** Tokens as a row shows them: the prompt whole, what of it came from a cache, and the answer. `null` is unknown. */
export function toCounts({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: RequestView['usage']): {
  readonly prompt: number | null
  readonly cached: number | null
  readonly output: number | null
} {
  const kinds = [input, cacheRead, cacheWrite5m, cacheWrite1h].filter((count) => count !== null)
  return { prompt: kinds.length === 0 ? null : kinds.reduce((sum, count) => sum + count, 0), cached: cacheRead, output }
}

export function formatTokens(count: number | null): string {
  return count === null ? UNKNOWN : formatCompact(count)
}
