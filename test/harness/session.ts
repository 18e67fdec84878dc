import { ask } from './ask.ts'
import type { Told } from './ask.ts'

/** `claudeflare_session=…` of an answer that signs in; fails where there is none. */
export function toCookie({ status, headers, text }: Told): string {
  const cookie = /^claudeflare_session=[A-Za-z0-9_-]{43}(?=;)/.exec(headers['set-cookie'] ?? '')?.[0]
  if (cookie === undefined) throw new Error(`no session in an answer of ${status}: ${text}`)
  return cookie
}

/** The cookie of a new session. */
export async function signIn(url: string, key: string): Promise<string> {
  return toCookie(await ask(`${url}/api/session`, { method: 'POST', headers: ['x-api-key', key] }))
}
