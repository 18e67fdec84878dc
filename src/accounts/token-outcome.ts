import type { Secret } from '../model/secret.ts'
import type { Tokens } from './tokens.ts'

/** What an authorization server answered to a refresh token, or to a workload's proof. */
export type Redeemed =
  | { readonly kind: 'tokens'; readonly tokens: Tokens }
  /** It refuses what it was given, and will go on to (`invalid_grant`). */
  | { readonly kind: 'refused'; readonly why: string }
  /** It did not answer, or not as it should: the next time it may. */
  | { readonly kind: 'failed'; readonly why: string }

/** What a call is given to send. `until` is when it makes sense to ask again, epoch ms; `null` where a person must act. */
export type TokenOutcome =
  | { readonly kind: 'ready'; readonly token: Secret; readonly expiresAt: number }
  | { readonly kind: 'unready'; readonly why: string; readonly until: number | null }

/** How an account's tokens stand, for people. Times are epoch ms. */
export interface TokenStatus {
  readonly expiresAt: number
  readonly refreshedAt: number
  /** Why the last refresh failed; `null` where it did not. */
  readonly error: string | null
}

/** It waits for a person, whom nothing that we do brings. */
export const NEEDS_SIGN_IN: TokenOutcome = { kind: 'unready', why: 'a person must sign in again', until: null }
export const GONE: TokenOutcome = { kind: 'unready', why: 'the account is gone', until: null }
