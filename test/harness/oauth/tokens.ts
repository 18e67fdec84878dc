import { randomBytes } from 'node:crypto'

/** How long access tokens live, and what the answer says of it: a vendor whose clock is off tells another number. */
export type Lifetime = number | { readonly actualS: number; readonly toldS: number }

/** `rotate`: each redemption makes the next refresh token. `keep`: there is one, and later answers do not repeat it. */
type Rotation = 'rotate' | 'keep'

type TokenStanding = 'good' | 'expired' | 'revoked' | 'unknown'

/** All tokens that came of one sign-in. */
interface Family {
  /** From 1, in their order. */
  readonly number: number
  readonly clientId: string
  readonly scope: string
  /** Why none of its tokens is good any more; `null` while they are. */
  readonly revoked: 'reuse' | 'code used twice' | 'asked' | null
  /** The one that can be redeemed now; `null` where it is revoked. */
  readonly refreshToken: string | null
  /** Its newest. */
  readonly accessToken: string
  /** Epoch ms, as the server sees it. */
  readonly expiresAt: number
}

/** What a grant gives. */
export interface Issued {
  readonly kind: 'issued'
  /** `null` for a workload. */
  readonly family: number | null
  readonly accessToken: string
  readonly expiresIn: number
  /** `null` where there is none to tell. */
  readonly refreshToken: string | null
  readonly scope: string | null
}

/** A refresh token as it is presented. `ordinal` is its place among those of its family, from 1. */
type Known =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'fresh' | 'spent' | 'revoked'
      readonly family: Family
      readonly ordinal: number
      /** Epoch ms at which the access token ends that it was given with, or without rotation the newest. */
      readonly replaces: number
    }

/** Every token that was given out. Times are epoch ms. */
export interface Tokens {
  /** Lifetimes of the access tokens to come, in their order; the last one stays. Seconds. */
  lifetimes(...lifetimes: readonly Lifetime[]): void
  rotation(rotation: Rotation): void
  verify(accessToken: string): TokenStanding
  families(): readonly Family[]
  revoke(family: number, because?: 'reuse' | 'code used twice' | 'asked'): void
  /** Every access token is refused from now on, whatever was said of its end; refresh tokens are not touched. */
  endAccess(): void
  /** For the endpoints: a family's first tokens. */
  open(clientId: string, scope: string): Issued
  find(refreshToken: string): Known
  /** Spends a fresh refresh token. */
  redeem(refreshToken: string): Issued
  /** An access token and nothing else. */
  issueAccess(): Issued
  /** All that were ever given. */
  all(): readonly string[]
}

const USUAL_LIFE_S = 3600

interface Refresh {
  readonly family: number
  readonly ordinal: number
  readonly accessExpiresAt: number
  spent: boolean
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

export function createTokens(now: () => number): Tokens {
  const families: Writable<Family>[] = []
  const access = new Map<string, { readonly family: number | null; readonly expiresAt: number; ended: boolean }>()
  const refresh = new Map<string, Refresh>()
  let lifetimes: readonly Lifetime[] = [USUAL_LIFE_S]
  let rotation: Rotation = 'rotate'

  const takeLifetime = (): { readonly actualS: number; readonly toldS: number } => {
    const [first = USUAL_LIFE_S] = lifetimes
    if (lifetimes.length > 1) lifetimes = lifetimes.slice(1)
    return typeof first === 'number' ? { actualS: first, toldS: first } : first
  }
  const makeAccess = (family: number | null) => {
    const { actualS, toldS } = takeLifetime()
    const token = `canary-access-${access.size + 1}-${randomBytes(12).toString('hex')}`
    const expiresAt = now() + actualS * 1000
    access.set(token, { family, expiresAt, ended: false })
    return { token, expiresAt, toldS }
  }
  const makeRefresh = (family: number, ordinal: number, accessExpiresAt: number): string => {
    const token = `canary-refresh-${family}-${ordinal}-${randomBytes(12).toString('hex')}`
    refresh.set(token, { family, ordinal, accessExpiresAt, spent: false })
    return token
  }
  const familyOf = (number: number): Writable<Family> => {
    const family = families[number - 1]
    if (family === undefined) throw new RangeError(`there is no family ${number}`)
    return family
  }

  return {
    lifetimes(...next) {
      lifetimes = next
    },
    rotation(next) {
      rotation = next
    },
    verify(accessToken) {
      const known = access.get(accessToken)
      if (known === undefined) return 'unknown'
      if (known.ended || (known.family !== null && familyOf(known.family).revoked !== null)) return 'revoked'
      return now() < known.expiresAt ? 'good' : 'expired'
    },
    families: () => families.map((family) => ({ ...family })),
    revoke(number, because = 'asked') {
      const family = familyOf(number)
      family.revoked ??= because
      family.refreshToken = null
    },
    endAccess() {
      for (const one of access.values()) one.ended = true
    },
    open(clientId, scope) {
      const number = families.length + 1
      const { token, expiresAt, toldS } = makeAccess(number)
      const refreshToken = makeRefresh(number, 1, expiresAt)
      families.push({ number, clientId, scope, revoked: null, refreshToken, accessToken: token, expiresAt })
      return { kind: 'issued', family: number, accessToken: token, expiresIn: toldS, refreshToken, scope }
    },
    find(refreshToken) {
      const known = refresh.get(refreshToken)
      if (known === undefined) return { kind: 'unknown' }
      const family = familyOf(known.family)
      const kind = family.revoked !== null ? 'revoked' : known.spent ? 'spent' : 'fresh'
      const replaces = kind === 'fresh' ? family.expiresAt : known.accessExpiresAt
      return { kind, family: { ...family }, ordinal: known.ordinal, replaces }
    },
    redeem(refreshToken) {
      const known = refresh.get(refreshToken)
      if (known === undefined || known.spent) throw new Error('a refresh token that is not fresh cannot be redeemed')
      const family = familyOf(known.family)
      const { token, expiresAt, toldS } = makeAccess(family.number)
      family.accessToken = token
      family.expiresAt = expiresAt
      let next: string | null = null
      if (rotation === 'rotate') {
        known.spent = true
        next = makeRefresh(family.number, known.ordinal + 1, expiresAt)
        family.refreshToken = next
      }
      const { number, scope } = family
      return { kind: 'issued', family: number, accessToken: token, expiresIn: toldS, refreshToken: next, scope }
    },
    issueAccess() {
      const { token, toldS } = makeAccess(null)
      return { kind: 'issued', family: null, accessToken: token, expiresIn: toldS, refreshToken: null, scope: null }
    },
    all: () => [...access.keys(), ...refresh.keys()],
  }
}
