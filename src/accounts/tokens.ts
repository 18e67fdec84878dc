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
}

/** How much of an access token's life is left when the next is fetched, ms. */
const FETCH_AHEAD_MS = 120_000
const WAIT_AHEAD_MS = 30_000

/**
 * - `fresh`: it is used
 * - `ageing`: it is used, and the next is fetched meanwhile
 * - `old`: the next is waited for
 *
 * Of one that lives but minutes the same parts of its life are kept, so that it is not replaced as soon as it is there.
 */
export function ageOf({ expiresAt, lifetimeMs }: Tokens, now: number): 'fresh' | 'ageing' | 'old' {
  const left = expiresAt - now
  if (left >= Math.min(FETCH_AHEAD_MS, lifetimeMs / 2)) return 'fresh'
  return left >= Math.min(WAIT_AHEAD_MS, lifetimeMs / 8) ? 'ageing' : 'old'
}

export function encodeTokens(tokens: Tokens): string {
  return JSON.stringify(tokens)
}

/** `null` where the text is none. */
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
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
