import { Secret } from '../model/secret.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { TokenOutcome } from './token-outcome.ts'
import type { Tokens } from './tokens.ts'

/** What a process holds of one account's tokens. */
export interface TokenEntry {
  tokens: Tokens | null
  /** The access token of `tokens`. */
  token: Secret | null
  /** Tokens that came and could not be written: nobody uses them before they are. */
  unkept: UnkeptTokens | null
  failures: number
  /** Not before then is the authorization server asked again, epoch ms. */
  restsUntil: number
  /** Why the last refresh failed; `null` where it did not. */
  error: string | null
}

/** Tokens, and the sealed ones that they were to take the place of. */
interface UnkeptTokens extends Pick<StoredAccount, 'sealed'> {
  readonly tokens: Tokens
}

const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 300_000

export function createTokenEntry(): TokenEntry {
  return { tokens: null, token: null, unkept: null, failures: 0, restsUntil: 0, error: null }
}

/** Holds these tokens, whatever came of the last refresh. */
export function holdTokens(entry: TokenEntry, tokens: Tokens | null): void {
  entry.tokens = tokens
  entry.token = tokens === null ? null : new Secret(tokens.accessToken)
}

/** A refresh succeeded. */
export function takeTokens(entry: TokenEntry, tokens: Tokens): void {
  holdTokens(entry, tokens)
  entry.failures = 0
  entry.restsUntil = 0
  entry.error = null
}

/** A refresh failed: 1 s of rest, doubling to 5 min while it goes on. Returns how long it is, ms. */
export function restAfterFailure(entry: TokenEntry, why: string, now: number): number {
  const rest = Math.min(FIRST_REST_MS * 2 ** entry.failures, LONGEST_REST_MS)
  entry.failures += 1
  entry.restsUntil = now + rest
  entry.error = why
  return rest
}

/** A clock that was set back must not make a rest longer than any is. */
export function rests({ restsUntil }: TokenEntry, now: number): boolean {
  return restsUntil > now && restsUntil - now <= LONGEST_REST_MS
}

export function toReady({ token, tokens }: TokenEntry): TokenOutcome {
  if (token === null || tokens === null) return { kind: 'unready', why: 'it has no token', until: null }
  return { kind: 'ready', token, expiresAt: tokens.expiresAt }
}

/** While the old token still lives it is better than none, unless the vendor has refused it. */
export function toUnready(
  entry: TokenEntry,
  of: { readonly refused: string | null; readonly now: number },
): TokenOutcome {
  const { tokens, error, restsUntil } = entry
  if (tokens !== null && tokens.accessToken !== of.refused && tokens.expiresAt > of.now) return toReady(entry)
  return { kind: 'unready', why: error ?? 'it has no token', until: restsUntil }
}
