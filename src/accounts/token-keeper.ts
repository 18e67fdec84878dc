import type { Account } from '../model/account.ts'
import type { Secret } from '../model/secret.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { AccountBook } from './account-book.ts'
import { createTokenEntry, holdTokens, rests, toReady, toUnready, type TokenEntry } from './token-entry.ts'
import { GONE, NEEDS_SIGN_IN, type TokenOutcome, type TokenStatus } from './token-outcome.ts'
import { createTokenRefresh, type RefreshTokens, type TokenRefreshParts } from './token-refresh.ts'
import { ageOf } from './tokens.ts'

export interface TokenKeeperParts extends TokenRefreshParts {
  readonly book: TokenRefreshParts['book'] & Pick<AccountBook, 'accounts' | 'find'>
}

interface Entry extends TokenEntry {
  /** The refresh under way. */
  fetching: Promise<TokenOutcome> | null
}

/**
 * The access tokens of accounts that sign in: who is given which, and when the next is fetched. One refresh at a time for
 * each account, whatever the number of callers.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts
  readonly #refresh: RefreshTokens
  /** By the row's key. */
  readonly #entries = new Map<string, Entry>()

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts
    this.#refresh = createTokenRefresh(parts)
  }

  /** The token that can be sent at once, if there is one; fetches the next in the background when it ages. */
  ready({ id }: Pick<Account, 'id'>, now: number): Secret | null {
    const stored = this.#parts.book.find(id)
    if (stored === null || stored.needsSignIn !== null) return null
    const entry = this.#entries.get(stored.key)
    if (entry === undefined || entry.tokens === null) return null
    switch (ageOf(entry.tokens, now)) {
      case 'fresh':
        return entry.token
      case 'ageing':
        if (entry.fetching === null && !rests(entry, now)) void this.#fetch(stored, entry, null)
        return entry.token
      case 'old':
        return null
    }
  }

  /** Waits for a token that can be sent. Never rejects. */
  async obtain({ id }: Pick<Account, 'id'>): Promise<TokenOutcome> {
    const stored = this.#parts.book.find(id)
    if (stored === null) return GONE
    const entry = this.#entryOf(stored.key)
    await this.#load(stored, entry)
    if (this.ready({ id }, this.#parts.now()) !== null) return toReady(entry)
    return this.#fetchOrRest(stored, entry, null)
  }

  /**
   * The vendor refused this token: one that is another. Callers whose token was refused together get the same. Never
   * rejects.
   */
  async renew({ id }: Pick<Account, 'id'>, refused: string): Promise<TokenOutcome> {
    const stored = this.#parts.book.find(id)
    if (stored === null) return GONE
    const entry = this.#entryOf(stored.key)
    if (entry.tokens !== null && entry.tokens.accessToken !== refused) return this.obtain({ id })
    if (entry.fetching !== null) {
      const outcome = await entry.fetching
      // It began before this token was refused: where it failed it fell back on the very same.
      if (outcome.kind === 'unready' || outcome.token.reveal() !== refused) return outcome
    }
    return this.#fetchOrRest(stored, entry, refused)
  }

  status(key: string): TokenStatus | null {
    const entry = this.#entries.get(key)
    if (entry === undefined || (entry.tokens === null && entry.error === null)) return null
    const { expiresAt, refreshedAt } = entry.tokens ?? { expiresAt: 0, refreshedAt: 0 }
    return { expiresAt, refreshedAt, error: entry.error }
  }

  /** How the tokens of accounts stand, by account id: also of those that no call has needed since the start. */
  async statuses(): Promise<ReadonlyMap<string, TokenStatus>> {
    const found = new Map<string, TokenStatus>()
    for (const { stored } of this.#parts.book.accounts) {
      const { kind, key, id, needsSignIn } = stored
      if (kind === 'api_key') continue
      await this.#load(stored, this.#entryOf(key))
      const status = this.status(key)
      if (status !== null) found.set(id, { ...status, error: status.error ?? needsSignIn })
    }
    return found
  }

  /**
   * Fetches what ages or has ended although no call asks for it: whose refresh token has died shows within the life of one
   * access token, not when the account is needed.
   */
  async tend(): Promise<void> {
    const idle = this.#parts.book.accounts.filter(({ stored }) => stored.kind === 'oauth')
    await Promise.all(idle.map(({ stored }) => this.obtain(stored)))
  }

  /** What is known of an account is void: somebody signed in again, it has another credential, or is gone. */
  forget(key: string): void {
    this.#entries.delete(key)
  }

  /** Resolves when no refresh is under way: what one brings has to be written while there is a store. */
  async settled(): Promise<void> {
    await Promise.all([...this.#entries.values()].flatMap(({ fetching }) => fetching ?? []))
  }

  #entryOf(key: string): Entry {
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { ...createTokenEntry(), fetching: null }
      this.#entries.set(key, entry)
    }
    return entry
  }

  /** What was kept before this process began. Where it cannot be read, the refresh that follows tells why. */
  async #load({ key, kind }: StoredAccount, entry: Entry): Promise<void> {
    if (entry.tokens !== null || kind !== 'oauth') return
    const read = await this.#parts.book.read(key).catch(() => null)
    if (entry.tokens === null && read !== null) holdTokens(entry, read.tokens)
  }

  #fetchOrRest(stored: StoredAccount, entry: Entry, refused: string | null): Promise<TokenOutcome> {
    if (entry.fetching !== null) return entry.fetching
    if (stored.needsSignIn !== null) return Promise.resolve(NEEDS_SIGN_IN)
    const now = this.#parts.now()
    if (rests(entry, now)) return Promise.resolve(toUnready(entry, { refused, now }))
    return this.#fetch(stored, entry, refused)
  }

  #fetch(stored: StoredAccount, entry: Entry, refused: string | null): Promise<TokenOutcome> {
    const fetching = this.#refresh(stored, entry, refused).finally(() => {
      entry.fetching = null
    })
    entry.fetching = fetching
    return fetching
  }
}
