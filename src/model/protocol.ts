/** The wire formats a client can speak. */
export type Protocol = 'anthropic' | 'gemini' | 'openai'

export const PROTOCOLS: readonly Protocol[] = ['anthropic', 'gemini', 'openai']

/**
 * What a call asks of a vendor, as far as balancing cares.
 * `generate` creates (and is billed); `count`, `embed` and `read` create nothing and may be repeated;
 * `other` is any vendor path that is passed through and might create something.
 */
export type Operation = 'generate' | 'count' | 'embed' | 'read' | 'other'
