import type { Provider } from './settings.ts'

/** The vendors known by name. Any other OpenAI-compatible vendor is named with a base URL of its own. */
export const KNOWN_PROVIDERS: readonly Provider[] = [
  known({ name: 'anthropic', protocol: 'anthropic', baseUrl: 'https://api.anthropic.com' }),
  known({ name: 'gemini', protocol: 'gemini', baseUrl: 'https://generativelanguage.googleapis.com' }),
  known({ name: 'openai', protocol: 'openai', baseUrl: 'https://api.openai.com' }),
  known({ name: 'groq', protocol: 'openai', baseUrl: 'https://api.groq.com/openai' }),
  known({ name: 'openrouter', protocol: 'openai', baseUrl: 'https://openrouter.ai/api' }),
  known({ name: 'xai', protocol: 'openai', baseUrl: 'https://api.x.ai' }),
]

function known(vendor: Pick<Provider, 'name' | 'protocol' | 'baseUrl'>): Provider {
  return { ...vendor, oauth: null, workloadIdentity: null }
}

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
