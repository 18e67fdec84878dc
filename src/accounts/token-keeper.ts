import type { Account } from '../model/account.ts'
import { Secret } from '../model/secret.ts'
import type { StoredAccount } from '../model/stored-account.ts'
import type { AccountBook, ReadAccount } from './account-book.ts'
import { ageOf, type Tokens } from './tokens.ts'

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

export interface TokenKeeperParts {
  readonly book: Pick<AccountBook, 'find' | 'read' | 'keepTokens' | 'needSignIn'>
  /** Holds an account against other processes. */
  lock(key: string): Promise<boolean>
  unlock(key: string): Promise<void>
  redeem(account: StoredAccount, tokens: Tokens | null): Promise<Redeemed>
  /** Resolves after so many ms. */
  pause(ms: number): Promise<void>
  onProblem(message: string): void
  readonly now: () => number
}

interface Entry {
  tokens: Tokens | null
  token: Secret | null
  /** The redemption under way. */
  fetching: Promise<TokenOutcome> | null
  failures: number
  /** Not before then is the authorization server asked again. */
  restsUntil: number
  error: string | null
}

const FIRST_REST_MS = 1_000
const LONGEST_REST_MS = 300_000
/** How long another process is waited for that redeems at this moment. */
const LOCK_TRIES = 150
const LOCK_PAUSE_MS = 200
const SIGN_IN = 'a person must sign in again'
const GONE: TokenOutcome = { kind: 'unready', why: 'the account is gone', until: null }

/**
 * The access tokens of accounts that sign in. One redemption at a time for each account, whatever the number of callers
 * and processes: under one lock the row is read again, its refresh token redeemed, and what came of it is on disk before
 * anybody uses it.
 */
export class TokenKeeper {
  readonly #parts: TokenKeeperParts
  /** By the row's key. */
  readonly #entries = new Map<string, Entry>()

  constructor(parts: TokenKeeperParts) {
    this.#parts = parts
  }

  /** The token that can be sent at once, if there is one; fetches the next in the background when it ages. */
  ready({ id }: Pick<Account, 'id'>, now: number): Secret | null {
    const stored = this.#parts.book.find(id)
    const entry = stored === null ? undefined : this.#entries.get(stored.key)
    if (stored === null || entry?.token === undefined || entry.token === null || entry.tokens === null) return null
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
  obtain({ id }: Pick<Account, 'id'>): Promise<TokenOutcome> {
    const stored = this.#parts.book.find(id)
    if (stored === null) return Promise.resolve(GONE)
    const entry = this.#entryOf(stored.key)
    return this.#obtain(stored, entry).catch((error: unknown) =>
      this.#onFailed(stored, entry, { why: toText(error), refused: null }),
    )
  }

  async #obtain(stored: StoredAccount, entry: Entry): Promise<TokenOutcome> {
    if (entry.tokens === null && stored.kind === 'oauth') await this.#load(stored.key, entry)
    const { now } = this.#parts
    if (entry.tokens !== null && ageOf(entry.tokens, now()) !== 'old') return this.#toReady(entry)
    return this.#fetchOrRest(stored, entry, null)
  }

  /** The vendor refused this token: one that is another. Callers whose token was refused together get the same. */
  async renew({ id }: Pick<Account, 'id'>, refused: string): Promise<TokenOutcome> {
    const stored = this.#parts.book.find(id)
    if (stored === null) return GONE
    const entry = this.#entryOf(stored.key)
    if (entry.tokens !== null && entry.tokens.accessToken !== refused) return this.#toReady(entry)
    return this.#fetchOrRest(stored, entry, refused)
  }

  /** Somebody has just signed in: these are kept already. */
  accept(key: string, tokens: Tokens): void {
    this.forget(key)
    this.#take(this.#entryOf(key), tokens)
  }

  status(key: string): TokenStatus | null {
    const entry = this.#entries.get(key)
    if (entry === undefined || (entry.tokens === null && entry.error === null)) return null
    const { expiresAt, refreshedAt } = entry.tokens ?? { expiresAt: 0, refreshedAt: 0 }
    return { expiresAt, refreshedAt, error: entry.error }
  }

  /** What is known of an account is void: it has another credential, or is gone. */
  forget(key: string): void {
    this.#entries.delete(key)
  }

  #entryOf(key: string): Entry {
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { tokens: null, token: null, fetching: null, failures: 0, restsUntil: 0, error: null }
      this.#entries.set(key, entry)
    }
    return entry
  }

  async #load(key: string, entry: Entry): Promise<void> {
    const read = await this.#parts.book.read(key)
    if (entry.tokens === null && read !== null && read.tokens !== null) this.#take(entry, read.tokens)
  }

  #fetchOrRest(stored: StoredAccount, entry: Entry, refused: string | null): Promise<TokenOutcome> {
    if (entry.fetching !== null) return entry.fetching
    if (stored.needsSignIn !== null) return Promise.resolve(needsSignIn())
    if (rests(entry, this.#parts.now())) return Promise.resolve(this.#toUnready(entry, refused))
    return this.#fetch(stored, entry, refused)
  }

  #fetch(stored: StoredAccount, entry: Entry, refused: string | null): Promise<TokenOutcome> {
    const fetching = this.#redeem(stored, entry, refused).catch((error: unknown) =>
      this.#onFailed(stored, entry, { why: toText(error), refused }),
    )
    entry.fetching = fetching
    return fetching.finally(() => {
      entry.fetching = null
    })
  }

  /** Re-reads, redeems and keeps, all under the account's lock. */
  async #redeem(stored: StoredAccount, entry: Entry, refused: string | null): Promise<TokenOutcome> {
    const { key } = stored
    if (!(await this.#lock(key))) {
      return this.#onFailed(stored, entry, { why: 'another process holds the account for too long', refused })
    }
    try {
      const read = await this.#parts.book.read(key)
      if (read === null) return GONE
      if (read.stored.needsSignIn !== null) return needsSignIn()
      if (this.#isNews(read, entry, refused)) return this.#take(entry, read.tokens)
      const redeemed = await this.#parts.redeem(read.stored, read.tokens)
      switch (redeemed.kind) {
        case 'tokens':
          return await this.#keep(read, entry, redeemed.tokens)
        case 'refused':
          return await this.#onRefused(read, entry, redeemed.why)
        case 'failed':
          return this.#onFailed(stored, entry, { why: redeemed.why, refused })
      }
    } finally {
      await this.#parts.unlock(key)
    }
  }

  async #lock(key: string): Promise<boolean> {
    for (let tries = 0; tries < LOCK_TRIES; tries += 1) {
      if (await this.#parts.lock(key)) return true
      await this.#parts.pause(LOCK_PAUSE_MS)
    }
    return false
  }

  /** Another process has fetched a token since: it is as good as one of our own. */
  #isNews(read: ReadAccount, entry: Entry, refused: string | null): read is ReadAccount & { tokens: Tokens } {
    const { tokens } = read
    if (tokens === null || tokens.accessToken === refused) return false
    if (tokens.accessToken === entry.tokens?.accessToken) return false
    return ageOf(tokens, this.#parts.now()) === 'fresh'
  }

  /** On disk before it is used: else a refresh token that was rotated would be lost with this process. */
  async #keep(read: ReadAccount, entry: Entry, tokens: Tokens): Promise<TokenOutcome> {
    if (read.stored.kind !== 'oauth' || (await this.#parts.book.keepTokens(read.stored, tokens))) {
      return this.#take(entry, tokens)
    }
    const again = await this.#parts.book.read(read.stored.key)
    if (again === null || again.tokens === null) return GONE
    // Somebody signed in meanwhile: those tokens count.
    return this.#take(entry, again.tokens)
  }

  /** Never of a token that has been replaced since: whoever replaced it holds a good one. */
  async #onRefused(read: ReadAccount, entry: Entry, why: string): Promise<TokenOutcome> {
    const { stored } = read
    if (stored.kind !== 'oauth') return this.#onFailed(stored, entry, { why, refused: null })
    if (await this.#parts.book.needSignIn(stored, why)) {
      entry.tokens = null
      entry.token = null
      entry.error = why
      this.#parts.onProblem(`account ${stored.name} needs sign-in: ${why}. ${SIGN_IN}; until then it serves no call`)
      return needsSignIn()
    }
    const again = await this.#parts.book.read(stored.key)
    if (again === null || again.tokens === null || again.stored.sealed === stored.sealed) return needsSignIn()
    return this.#take(entry, again.tokens)
  }

  #onFailed(
    stored: StoredAccount,
    entry: Entry,
    failure: { readonly why: string; readonly refused: string | null },
  ): TokenOutcome {
    const rest = Math.min(FIRST_REST_MS * 2 ** entry.failures, LONGEST_REST_MS)
    entry.failures += 1
    entry.restsUntil = this.#parts.now() + rest
    entry.error = failure.why
    this.#parts.onProblem(
      `the token of account ${stored.name} was not renewed: ${failure.why}; it is tried again in ${Math.ceil(rest / 1000)} s`,
    )
    return this.#toUnready(entry, failure.refused)
  }

  /** While the old token still lives it is better than none, unless the vendor has refused it. */
  #toUnready(entry: Entry, refused: string | null): TokenOutcome {
    const { tokens, error, restsUntil } = entry
    const lives = tokens !== null && tokens.accessToken !== refused && tokens.expiresAt > this.#parts.now()
    if (lives) return this.#toReady(entry)
    return { kind: 'unready', why: error ?? 'it has no token', until: restsUntil }
  }

  #take(entry: Entry, tokens: Tokens): TokenOutcome {
    entry.tokens = tokens
    entry.token = new Secret(tokens.accessToken)
    entry.failures = 0
    entry.restsUntil = 0
    entry.error = null
    return this.#toReady(entry)
  }

  #toReady(entry: Entry): TokenOutcome {
    const { token, tokens } = entry
    if (token === null || tokens === null) return { kind: 'unready', why: 'it has no token', until: null }
    return { kind: 'ready', token, expiresAt: tokens.expiresAt }
  }
}

/** A clock that was set back must not make a rest longer than any is. */
function rests({ restsUntil }: Entry, now: number): boolean {
  return restsUntil > now && restsUntil - now <= LONGEST_REST_MS
}

function needsSignIn(): TokenOutcome {
  return { kind: 'unready', why: SIGN_IN, until: null }
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
