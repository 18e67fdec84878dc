import { SESSION_IDLE_MS } from '../model/session.ts'
import { isHeader } from './headers.ts'
import { isSecure } from './own-origin.ts'
import type { RequestHead } from './request-head.ts'

const PREFIX = 'claudeflare_session='

/** Bytes of chance in a session's value: 256 bits. */
export const SESSION_RANDOM_BYTES = 32

/** 32 bytes as base64url without padding. */
const SHAPE = /^[A-Za-z0-9_-]{43}$/

/** A session's value made of random bytes. */
export function formatSession(random: Uint8Array): string {
  return btoa(String.fromCharCode(...random))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * The session's value that a browser sent (RFC 6265 §5.4); `null` where there is none of the right shape, or several that
 * differ: programs on other ports of this host may set cookies here, and it is not guessed which one is meant.
 */
export function sessionCookie({ headers }: RequestHead): string | null {
  let found: string | null = null
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!isHeader(headers[i] ?? '', 'cookie')) continue
    for (const pair of (headers[i + 1] ?? '').split(';')) {
      const text = pair.trim()
      if (!text.startsWith(PREFIX)) continue
      const value = text.slice(PREFIX.length)
      if (value === found) continue
      if (found !== null || !SHAPE.test(value)) return null
      found = value
    }
  }
  return found
}

/**
 * `set-cookie` for a session: out of the reach of scripts, of other sites, and of every path but the control API's. Its
 * time begins anew with each use that is noted.
 */
export function toSessionCookie(head: RequestHead, value: string): string {
  return toCookie(head, value, SESSION_IDLE_MS / 1000)
}

/** Takes it away again. */
export function toClearedCookie(head: RequestHead): string {
  return toCookie(head, '', 0)
}

function toCookie(head: RequestHead, value: string, maxAgeS: number): string {
  const secure = isSecure(head) ? '; Secure' : ''
  return `${PREFIX}${value}; Path=/api; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}${secure}`
}
