import type { Usage } from '../../model/usage.ts'
import { asCount, asRecord } from '../json-record.ts'

/**
 * Takes in a `usage` object. Its numbers are cumulative, so each replaces the one known before; what it leaves out
 * (or gives as null) stays. `input_tokens` is the uncached rest already.
 */
export function addAnthropicUsage(known: Usage, value: unknown): Usage {
  const usage = asRecord(value)
  if (usage === null) return known
  return {
    input: asCount(usage['input_tokens']) ?? known.input,
    output: asCount(usage['output_tokens']) ?? known.output,
    cacheRead: asCount(usage['cache_read_input_tokens']) ?? known.cacheRead,
    ...cacheWrites(known, usage),
  }
}

/** Writes by lifetime, where they are told apart; else all count as 5-minute ones but those known to be longer. */
function cacheWrites(
  known: Usage,
  usage: Readonly<Record<string, unknown>>,
): Pick<Usage, 'cacheWrite5m' | 'cacheWrite1h'> {
  const split = asRecord(usage['cache_creation'])
  const total = asCount(usage['cache_creation_input_tokens'])
  if (split !== null) {
    const long = asCount(split['ephemeral_1h_input_tokens'])
    const short = asCount(split['ephemeral_5m_input_tokens'])
    return {
      cacheWrite5m: short ?? (total === null ? known.cacheWrite5m : Math.max(0, total - (long ?? 0))),
      cacheWrite1h: long ?? known.cacheWrite1h,
    }
  }
  if (total === null) return { cacheWrite5m: known.cacheWrite5m, cacheWrite1h: known.cacheWrite1h }
  return { cacheWrite5m: Math.max(0, total - (known.cacheWrite1h ?? 0)), cacheWrite1h: known.cacheWrite1h }
}
