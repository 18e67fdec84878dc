import type { AccountId } from '../model/account.ts'
import { NO_CAPS } from '../model/account.ts'
import { maskSecret, Secret } from '../model/secret.ts'
import type { AccountStore, OpenedAccount, StoredAccount } from '../model/stored-account.ts'
import type { AccountChange, GivenCredential, NewAccount } from './account-spec.ts'
import { decodeTokens, encodeTokens, type Tokens } from './tokens.ts'
import type { Place, Vault } from './vault.ts'

export interface AccountBookParts {
  readonly store: AccountStore
  /** `null` where there is no secret to seal with: nothing can be added then. */
  readonly vault: Vault | null
  /** Names what is remembered of an account: a hash of where its credential is sent, and of that. */
  idOf(account: Pick<StoredAccount, 'provider' | 'baseUrl'>, credential: string): AccountId
  /** The names that accounts have, those of the environment and the file too. */
  names(): readonly string[]
  /** Why the settings could not be used with these accounts, in sentences; none where they can. */
  check(accounts: readonly OpenedAccount[]): readonly string[]
  /** These are kept from now on. */
  onChanged(accounts: readonly OpenedAccount[]): void
  random(length: number): Uint8Array
  readonly now: () => number
}

/** How a change ended. */
export type BookOutcome =
  | { readonly kind: 'kept'; readonly account: StoredAccount }
  | { readonly kind: 'removed' }
  /** There is no such account (any more). */
  | { readonly kind: 'unknown' }
  /** As things stand it cannot be; nothing has changed. */
  | { readonly kind: 'refused'; readonly sentences: readonly string[] }

/** A stored account as it was just read, with its tokens opened. */
export interface ReadAccount {
  readonly stored: StoredAccount
  readonly tokens: Tokens | null
}

const UNKNOWN: BookOutcome = { kind: 'unknown' }
const NO_SECRET: BookOutcome = {
  kind: 'refused',
  sentences: ['no account can be kept without a secret to seal its credential with: set CLAUDEFLARE_SECRET'],
}
/** How often a change is made anew on a row that somebody else changed meanwhile. */
const TRIES = 5

/** The accounts that were added while the gateway ran: kept sealed, one change at a time, durable before it is in force. */
export class AccountBook {
  readonly #parts: AccountBookParts
  #accounts: readonly OpenedAccount[]
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: AccountBookParts, accounts: readonly OpenedAccount[]) {
    this.#parts = parts
    this.#accounts = accounts
  }

  /** Oldest first. */
  get accounts(): readonly OpenedAccount[] {
    return this.#accounts
  }

  find(id: string): StoredAccount | null {
    return this.#accounts.find(({ stored }) => stored.id === id)?.stored ?? null
  }

  /** Rejects with the store's error where it cannot be written. */
  add(spec: NewAccount): Promise<BookOutcome> {
    return this.#exclusively(async () => {
      const { vault, now, store } = this.#parts
      if (vault === null) return NO_SECRET
      const key = `acct_${toHex(this.#parts.random(8))}`
      const { credential } = spec
      const row = this.#toRow(key, spec)
      const account: StoredAccount = { ...row, createdAt: now(), sealed: await seal(vault, row, credential) }
      const accounts = [...this.#accounts, { stored: account, credential: toSecret(credential) }]
      const sentences = this.#parts.check(accounts)
      if (sentences.length > 0) return { kind: 'refused', sentences }
      await store.insert(account)
      this.#take(accounts)
      return { kind: 'kept', account }
    })
  }

  /** Why it could not be added, as things stand; none where it can. */
  refusals(spec: Omit<NewAccount, 'credential'>): readonly string[] {
    const stored = this.#toRow('acct_to_be', { ...spec, credential: { kind: 'none' } })
    return this.#parts.check([...this.#accounts, { stored, credential: null }])
  }

  change(id: string, change: AccountChange): Promise<BookOutcome> {
    return this.#exclusively(async () => {
      for (let round = 0; round < TRIES; round += 1) {
        const opened = this.#accounts.find(({ stored }) => stored.id === id)
        if (opened === undefined) return UNKNOWN
        const changed = await this.#toChanged(opened, change)
        if (changed === null) return NO_SECRET
        const accounts = this.#accounts.map((one) => (one === opened ? changed : one))
        const sentences = this.#parts.check(accounts)
        if (sentences.length > 0) return { kind: 'refused', sentences }
        if (await this.#parts.store.replace(changed.stored, opened.stored.version)) {
          this.#take(accounts)
          return { kind: 'kept', account: changed.stored }
        }
        await this.#reload()
      }
      return { kind: 'refused', sentences: ['the account is being changed by somebody else all the time; try again'] }
    })
  }

  remove(id: string): Promise<BookOutcome> {
    return this.#exclusively(async () => {
      const account = this.find(id)
      if (account === null) return UNKNOWN
      await this.#parts.store.remove(account.key)
      this.#take(this.#accounts.filter(({ stored }) => stored.key !== account.key))
      return { kind: 'removed' }
    })
  }

  /** The account as it is on disk now, whoever wrote it; `null` where it is gone. */
  async read(key: string): Promise<ReadAccount | null> {
    const found = (await this.#parts.store.list()).find((stored) => stored.key === key)
    if (found === undefined) return null
    const known = this.#accounts.find(({ stored }) => stored.key === key)
    if (known?.stored.version !== found.version) await this.#exclusively(() => this.#reload())
    return { stored: found, tokens: await this.#openTokens(found) }
  }

  /** Keeps tokens if the row is as it was read, but for what has nothing to do with them: `false` where others are kept by now. */
  keepTokens(read: StoredAccount, tokens: Tokens): Promise<boolean> {
    const { vault } = this.#parts
    if (vault === null) return Promise.resolve(false)
    return this.#replaceTokens(read, async () => ({
      sealed: await seal(vault, read, { kind: 'tokens', tokens }),
      needsSignIn: null,
    }))
  }

  /** Marks it if its tokens are still those that were read: `false` where others are kept by now. */
  needSignIn(read: StoredAccount, why: string): Promise<boolean> {
    return this.#replaceTokens(read, () => Promise.resolve({ needsSignIn: why }))
  }

  #replaceTokens(
    read: StoredAccount,
    change: () => Promise<Partial<Pick<StoredAccount, 'sealed' | 'needsSignIn'>>>,
  ): Promise<boolean> {
    return this.#exclusively(async () => {
      for (let round = 0; round < TRIES; round += 1) {
        const opened = this.#accounts.find(({ stored }) => stored.key === read.key)
        if (opened === undefined || opened.stored.sealed !== read.sealed) return false
        const { stored } = opened
        const changed: StoredAccount = { ...stored, ...(await change()), version: stored.version + 1 }
        if (await this.#parts.store.replace(changed, stored.version)) {
          const accounts = this.#accounts.map((one) => (one === opened ? { ...opened, stored: changed } : one))
          // Tokens alone are no news to whoever chooses accounts.
          if (changed.needsSignIn === stored.needsSignIn) this.#accounts = accounts
          else this.#take(accounts)
          return true
        }
        await this.#reload()
      }
      return false
    })
  }

  #toRow(key: string, spec: NewAccount): StoredAccount {
    const { credential, ...rest } = spec
    const name = spec.name ?? this.#freeName()
    const id = this.#idOf(key, spec, credential)
    return {
      // A Worker or a sign-in of before them says nothing of caps.
      ...NO_CAPS,
      ...rest,
      name,
      key,
      id,
      needsSignIn: null,
      maskedKey: toMask(credential),
      createdAt: 0,
      version: 1,
      sealed: null,
    }
  }

  async #toChanged({ stored, credential }: OpenedAccount, change: AccountChange): Promise<OpenedAccount | null> {
    const { renewed, tokens, ...rest } = change
    const { vault } = this.#parts
    const given: GivenCredential | null =
      renewed?.credential ?? (tokens === undefined ? null : { kind: 'tokens', tokens })
    const base: StoredAccount = { ...stored, ...rest, version: stored.version + 1 }
    if (given === null) return { stored: base, credential }
    if (vault === null) return null
    const { provider, baseUrl, allowPrivate } = renewed ?? stored
    const bound = { kind: stored.kind, key: stored.key, provider, baseUrl, allowPrivate }
    const changed: StoredAccount = {
      ...base,
      ...bound,
      id: renewed === undefined ? stored.id : this.#idOf(stored.key, bound, given),
      maskedKey: toMask(given),
      needsSignIn: null,
      sealed: await seal(vault, bound, given),
    }
    return { stored: changed, credential: toSecret(given) }
  }

  #freeName(): string {
    const taken = new Set([...this.#parts.names(), ...this.#accounts.map(({ stored }) => stored.name)])
    let number = 1
    while (taken.has(`account-${number}`)) number += 1
    return `account-${number}`
  }

  /** Tokens come and go: what has them is known by its row. */
  #idOf(key: string, account: Pick<StoredAccount, 'provider' | 'baseUrl'>, credential: GivenCredential): AccountId {
    return this.#parts.idOf(account, credential.kind === 'key' ? credential.key : key)
  }

  async #openTokens(stored: StoredAccount): Promise<Tokens | null> {
    if (stored.sealed === null || stored.kind === 'api_key') return null
    const text = await this.#parts.vault?.open(stored.sealed, placeOf(stored))
    return text === null || text === undefined ? null : decodeTokens(text)
  }

  async #reload(): Promise<void> {
    const opened = await openAccounts(await this.#parts.store.list(), this.#parts.vault)
    this.#take(opened.accounts)
  }

  #take(accounts: readonly OpenedAccount[]): void {
    this.#accounts = accounts
    this.#parts.onChanged(accounts)
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => {})
    return done
  }
}

/** Opens the keys of accounts; `sealed` names those whose credential does not open: it was changed, or moved there. */
export async function openAccounts(
  stored: readonly StoredAccount[],
  vault: Vault | null,
): Promise<{ readonly accounts: readonly OpenedAccount[]; readonly broken: readonly string[] }> {
  const broken: string[] = []
  const accounts = await Promise.all(
    stored.map(async (account): Promise<OpenedAccount> => {
      const { sealed, kind, name } = account
      const text = sealed === null ? null : ((await vault?.open(sealed, placeOf(account))) ?? null)
      if (sealed !== null && text === null) broken.push(name)
      return { stored: account, credential: kind === 'api_key' && text !== null ? new Secret(text) : null }
    }),
  )
  return { accounts, broken }
}

/** What a sealed credential is bound to: its row, and where it is sent. */
type Sealed = Pick<StoredAccount, 'key' | 'kind' | 'provider' | 'baseUrl' | 'allowPrivate'>

/** Whoever can write the database, and has not the secret, can send no credential elsewhere: there it does not open. */
export function placeOf({ key, kind, provider, baseUrl, allowPrivate }: Sealed): Place {
  return { table: 'accounts', row: JSON.stringify([key, kind, provider, baseUrl, allowPrivate]) }
}

async function seal(vault: Vault, account: Sealed, credential: GivenCredential): Promise<string | null> {
  switch (credential.kind) {
    case 'key':
      return vault.seal(credential.key, placeOf(account))
    case 'tokens':
      return vault.seal(encodeTokens(credential.tokens), placeOf(account))
    case 'none':
      return null
  }
}

function toSecret(credential: GivenCredential): Secret | null {
  return credential.kind === 'key' ? new Secret(credential.key) : null
}

function toMask(credential: GivenCredential): string {
  return credential.kind === 'key' ? maskSecret(credential.key) : '***'
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
