import type { Usage } from '../../model/usage.ts'
import { asCount, asRecord } from '../json-record.ts'

/** Reads a `usage` of Chat Completions or Responses; each one replaces the one before. */
export function readOpenAiUsage(known: Usage, value: unknown): Usage {
  const usage = asRecord(value)
  if (usage === null) return known
  const prompt = asCount(usage['prompt_tokens']) ?? asCount(usage['input_tokens'])
  const details = asRecord(usage['prompt_tokens_details']) ?? asRecord(usage['input_tokens_details'])
  const cached = asCount(details?.['cached_tokens'])
  const written = asCount(details?.['cache_write_tokens'])
  const long = asCount(asRecord(details?.['cache_write_tokens_details'])?.['ttl_12h_tokens'])
  return {
    // The prompt includes what was read from and written to the cache.
    input: prompt === null ? null : Math.max(0, prompt - (cached ?? 0) - (written ?? 0)),
    output: asCount(usage['completion_tokens']) ?? asCount(usage['output_tokens']),
    cacheRead: cached,
    cacheWrite5m: written === null ? null : Math.max(0, written - (long ?? 0)),
    cacheWrite1h: long,
  }
}
