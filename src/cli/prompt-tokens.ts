import { fieldNumber } from './fields.ts'

const KINDS = ['input', 'cacheRead', 'cacheWrite', 'cacheWrite5m', 'cacheWrite1h'] as const

/**
 * All tokens of a prompt, those of a cache among them: what "in" means wherever the command line says it. `null` where
 * none of them is known. `at` is where they stand, `usage.` of a request.
 */
export function promptOf(body: unknown, at = ''): number | null {
  const told = KINDS.map((kind) => fieldNumber(body, `${at}${kind}`)).filter((count) => count !== null)
  return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0)
}
