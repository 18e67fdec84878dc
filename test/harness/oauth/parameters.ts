import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/** Parameters by name; what has no value counts as absent (RFC 6749, section 3.1). */
export interface Parameters {
  readonly kind: 'parameters'
  get(name: string): string | null
}

/** Reads a query or a form. Each name may come once (RFC 6749, sections 3.1 and 3.2). */
export function parseParameters(text: string): Parameters | Refusal {
  const values = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (values.has(name)) return refuse('invalid_request', `${name} comes more than once`)
    values.set(name, value)
  }
  return { kind: 'parameters', get: (name) => values.get(name) || null }
}

/** Whether every word of `asked` is one of `allowed`: scopes are words with one space between (RFC 6749, section 3.3). */
export function isScopeWithin(asked: string, allowed: readonly string[]): boolean {
  return asked.split(' ').every((word) => allowed.includes(word))
}
