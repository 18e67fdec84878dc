import type { StoredAccount } from '../model/stored-account.ts'
import type { AccountBook, ReadAccount } from './account-book.ts'
import { holdTokens, restAfterFailure, takeTokens, toReady, toUnready, type TokenEntry } from './token-entry.ts'
import { GONE, NEEDS_SIGN_IN, type Redeemed, type TokenOutcome } from './token-outcome.ts'
import { ageOf, type Tokens } from './tokens.ts'

export interface TokenRefreshParts {
  readonly book: Pick<AccountBook, 'read' | 'keepTokens' | 'needSignIn'>
  /** Holds an account against whoever else would redeem for it: how to let go of it again; `null` where somebody holds it. */
  lock(key: string): Promise<(() => Promise<void>) | null>
  redeem(account: StoredAccount, tokens: Tokens | null): Promise<Redeemed>
  /** Resolves after so many ms. */
  pause(ms: number): Promise<void>
  onProblem(message: string): void
  readonly now: () => number
}

/** Fetches an account's next tokens into the entry: others than those of `refused`, where the vendor refused that. Never rejects. */
export type RefreshTokens = (stored: StoredAccount, entry: TokenEntry, refused: string | null) => Promise<TokenOutcome>

/** One refresh of one account. */
interface Refresh {
  readonly stored: StoredAccount
  readonly entry: TokenEntry
  readonly refused: string | null
}

/** How long another process is waited for that redeems at this moment. */
const LOCK_TRIES = 150
const LOCK_PAUSE_MS = 200

/**
 * Under one lock the row is read again, its refresh token redeemed, and what came of it is on disk before anybody uses it:
 * of two processes that redeemed the same token, or of one that died in between, a rotated one would be lost.
 */
export function createTokenRefresh(parts: TokenRefreshParts): RefreshTokens {
  const { book, now } = parts

  async function refresh(of: Refresh): Promise<TokenOutcome> {
    const unlock = await lock(of.stored.key)
    if (unlock === null) return onFailed(of, 'another process holds the account for too long')
    try {
      return await redeem(of)
    } finally {
      // A lock that is not let go of ends by itself.
      await unlock().catch(() => {})
    }
  }

  async function lock(key: string): Promise<(() => Promise<void>) | null> {
    for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
      const unlock = await parts.lock(key)
      if (unlock !== null) return unlock
      await parts.pause(LOCK_PAUSE_MS)
    }
    return null
  }

  async function redeem(of: Refresh): Promise<TokenOutcome> {
    const read = await readKept(of)
    if (read === null) return GONE
    if (read.stored.needsSignIn !== null) return NEEDS_SIGN_IN
    if (isNews(read, of)) return take(of.entry, read.tokens)
    if (read.tokens === null && read.stored.sealed !== null) {
      return onFailed(of, 'the tokens that are kept of it cannot be opened')
    }
    const redeemed = await parts.redeem(read.stored, read.tokens)
    switch (redeemed.kind) {
      case 'tokens':
        return keep(of, read, redeemed.tokens)
      case 'refused':
        return onRefused(of, read, redeemed.why)
      case 'failed':
        return onFailed(of, redeemed.why)
    }
  }

  /** As it is kept. Tokens that could not be written when they came are written first: the ones before them are spent. */
  async function readKept({ stored, entry }: Refresh): Promise<ReadAccount | null> {
    const read = await book.read(stored.key)
    const { unkept } = entry
    if (unkept === null || read === null) return read
    if (unkept.sealed === read.stored.sealed) await book.keepTokens(read.stored, unkept.tokens)
    entry.unkept = null
    return book.read(stored.key)
  }

  /** Another process has fetched a token since: it is as good as one of our own. */
  function isNews(read: ReadAccount, { entry, refused }: Refresh): read is ReadAccount & { tokens: Tokens } {
    const { tokens } = read
    if (tokens === null || tokens.accessToken === refused) return false
    if (tokens.accessToken === entry.tokens?.accessToken) return false
    return ageOf(tokens, now()) === 'fresh'
  }

  async function keep(of: Refresh, { stored }: ReadAccount, tokens: Tokens): Promise<TokenOutcome> {
    const { entry } = of
    if (stored.kind !== 'oauth') return take(entry, tokens)
    entry.unkept = { sealed: stored.sealed, tokens }
    const isKept = await book.keepTokens(stored, tokens)
    const again = isKept ? null : await book.read(stored.key)
    if (again !== null && again.stored.sealed === stored.sealed)
      return onFailed(of, 'its row is being changed all the time')
    entry.unkept = null
    if (isKept) return take(entry, tokens)
    if (again === null || again.tokens === null) return GONE
    // Somebody signed in meanwhile: those tokens count.
    return take(entry, again.tokens)
  }

  /** Never of a token that has been replaced since: whoever replaced it holds a good one. */
  async function onRefused(of: Refresh, { stored }: ReadAccount, why: string): Promise<TokenOutcome> {
    const { entry } = of
    if (stored.kind !== 'oauth') return onFailed(of, why)
    if (await book.needSignIn(stored, why)) {
      holdTokens(entry, null)
      entry.error = why
      parts.onProblem(
        `account ${stored.name} needs sign-in: ${why}. A person must sign in again; until then it serves no call`,
      )
      return NEEDS_SIGN_IN
    }
    const again = await book.read(stored.key)
    if (again === null) return GONE
    if (again.tokens === null || again.stored.sealed === stored.sealed) return NEEDS_SIGN_IN
    return take(entry, again.tokens)
  }

  function onFailed({ stored, entry, refused }: Refresh, why: string): TokenOutcome {
    const rest = restAfterFailure(entry, why, now())
    parts.onProblem(
      `the token of account ${stored.name} was not renewed: ${why}; it is tried again in ${Math.ceil(rest / 1000)} s`,
    )
    return toUnready(entry, { refused, now: now() })
  }

  return async (stored, entry, refused) => {
    const of = { stored, entry, refused }
    try {
      return await refresh(of)
    } catch (error) {
      return onFailed(of, error instanceof Error ? error.message : String(error))
    }
  }
}

function take(entry: TokenEntry, tokens: Tokens): TokenOutcome {
  takeTokens(entry, tokens)
  return toReady(entry)
}
