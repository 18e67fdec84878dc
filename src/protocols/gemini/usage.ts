import type { Usage } from '../../model/usage.ts'
import { asCount, asRecord } from '../json-record.ts'

/** Reads a `usageMetadata`; each one replaces the one before. `known` is kept where it is none. */
export function readGeminiUsage(known: Usage, value: unknown): Usage {
  const usage = asRecord(value)
  if (usage === null) return known
  const prompt = asCount(usage['promptTokenCount'])
  const cached = asCount(usage['cachedContentTokenCount'])
  // The prompt includes what was cached; what tools were given is counted apart.
  const uncached = prompt === null ? null : Math.max(0, prompt - (cached ?? 0))
  return {
    input: sum(uncached, asCount(usage['toolUsePromptTokenCount'])),
    // Thoughts are billed as output and not included in the candidates.
    output: sum(asCount(usage['candidatesTokenCount']), asCount(usage['thoughtsTokenCount'])),
    cacheRead: cached,
    cacheWrite5m: null,
    cacheWrite1h: null,
  }
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : a + (b ?? 0)
}
