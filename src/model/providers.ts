import type { Provider } from './settings.ts'

/** The vendors known by name. Any other OpenAI-compatible vendor is named with a base URL of its own. */
export const KNOWN_PROVIDERS: readonly Provider[] = [
  { name: 'anthropic', protocol: 'anthropic', baseUrl: 'https://api.anthropic.com' },
  { name: 'gemini', protocol: 'gemini', baseUrl: 'https://generativelanguage.googleapis.com' },
  { name: 'openai', protocol: 'openai', baseUrl: 'https://api.openai.com' },
  { name: 'groq', protocol: 'openai', baseUrl: 'https://api.groq.com/openai' },
  { name: 'openrouter', protocol: 'openai', baseUrl: 'https://openrouter.ai/api' },
  { name: 'xai', protocol: 'openai', baseUrl: 'https://api.x.ai' },
]

/** No prefix here is the beginning of another, so their order does not matter. */
const PREFIXES: readonly (readonly [prefix: string, provider: string])[] = [
  ['sk-ant-', 'anthropic'],
  ['AIza', 'gemini'],
  ['sk-proj-', 'openai'],
  ['gsk_', 'groq'],
  ['sk-or-', 'openrouter'],
  ['xai-', 'xai'],
]

/** The vendor that a credential's prefix names (contract §3); `null` where it tells nothing. */
export function providerOfKey(key: string): string | null {
  return PREFIXES.find(([prefix]) => key.startsWith(prefix))?.[1] ?? null
}
