/** What an authorization server gave for an account. Times are epoch ms. It is a secret as a whole, sealed in the vault. */
export interface Tokens {
  readonly accessToken: string
  /** By this machine's clock, counted from when it was asked for. */
  readonly expiresAt: number
  /** How long it was to live when it came, ms. */
  readonly lifetimeMs: number
  /** `null` where another sign-in, or another exchange, is the only way to the next. */
  readonly refreshToken: string | null
  readonly refreshedAt: number
  readonly source: 'sign-in' | 'renewal'
}

/** How much of an access token's life is left when the next is fetched, ms. */
const FETCH_AHEAD_MS = 120_000
const WAIT_AHEAD_MS = 30_000

/** Visible characters (RFC 6749 appendix A.12, without the space): nothing else may stand in a header. */
export function fitsHeader(accessToken: string): boolean {
  return /^[!-~]+$/.test(accessToken)
}

/**
 * - `fresh`: it is used
 * - `ageing`: it is used, and the next is fetched meanwhile
 * - `old`: the next is waited for
 *
 * Where renewed tokens live but a minute or two, parts of their life count instead: else each would be replaced as soon as
 * it is there.
 */
export function ageOf({ expiresAt, lifetimeMs, source }: Tokens, now: number): 'fresh' | 'ageing' | 'old' {
  const left = expiresAt - now
  const life = source === 'renewal' ? lifetimeMs : Infinity
  if (left >= Math.min(FETCH_AHEAD_MS, life / 2)) return 'fresh'
  return left >= Math.min(WAIT_AHEAD_MS, life / 8) ? 'ageing' : 'old'
}

export function encodeTokens(tokens: Tokens): string {
  return JSON.stringify(tokens)
}

/** `null` where the text is none. Never throws: the error would quote the text. */
export function decodeTokens(text: string): Tokens | null {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return null
  if (!('accessToken' in value) || typeof value.accessToken !== 'string') return null
  const number = (name: string): number => {
    const found: unknown = Reflect.get(value, name)
    return typeof found === 'number' ? found : 0
  }
  const refreshToken = 'refreshToken' in value && typeof value.refreshToken === 'string' ? value.refreshToken : null
  return {
    accessToken: value.accessToken,
    expiresAt: number('expiresAt'),
    lifetimeMs: number('lifetimeMs'),
    refreshToken,
    refreshedAt: number('refreshedAt'),
    source: 'source' in value && value.source === 'sign-in' ? 'sign-in' : 'renewal',
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
