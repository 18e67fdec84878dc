import { accountIdOf } from '../model/account-id.ts'
import { NO_CAPS } from '../model/account.ts'
import { Secret } from '../model/secret.ts'
import type { OpenedAccount, StoredAccount } from '../model/stored-account.ts'
import { AccountBook } from './account-book.ts'
import type { NewAccount } from './account-spec.ts'
import { createMemoryAccountStore, type MemoryAccountStore } from './account-store-fixture.ts'
import { TokenKeeper } from './token-keeper.ts'
import type { Redeemed, TokenOutcome } from './token-outcome.ts'
import type { Tokens } from './tokens.ts'
import { createVault, type Vault } from './vault.ts'

/* Accounts that sign in, for tests: real books, keepers and vaults in virtual time, over a store in memory. */

export const NOW = 1_790_000_000_000
export const HOUR = 3_600_000

/** What processes of one installation share. */
export interface Installation {
  readonly clock: { now: number }
  readonly store: MemoryAccountStore
  readonly vault: Vault
  /** Called for each redemption, in order; the refresh token that was redeemed. */
  redeem: (account: StoredAccount, refreshToken: string | null) => Promise<Redeemed> | Redeemed
  /** The refresh tokens that were redeemed, in order. */
  readonly redeemed: (string | null)[]
  readonly problems: string[]
  /** What the settings have against these accounts. */
  check: (accounts: readonly OpenedAccount[]) => readonly string[]
}

export interface Process {
  readonly book: AccountBook
  readonly keeper: TokenKeeper
  /** How often somebody was told that the accounts changed. */
  readonly changes: string[][]
}

export async function createInstallation(): Promise<Installation> {
  const clock = { now: NOW }
  let number = 0
  return {
    clock,
    store: createMemoryAccountStore(),
    vault: await createVault(new Secret('a secret of this installation, and of no other')),
    redeem: () => ({ kind: 'tokens', tokens: tokensOf((number += 1), clock.now) }),
    redeemed: [],
    problems: [],
    check: () => [],
  }
}

/** One process of it; what is kept already it knows. */
export async function startProcess(
  shared: Omit<Installation, 'vault'> & { readonly vault: Vault | null },
  holder = 'one process',
): Promise<Process> {
  const { clock, store, vault } = shared
  const changes: string[][] = []
  const stored = await store.list()
  const book = new AccountBook(
    {
      store,
      vault,
      idOf: ({ provider, baseUrl }, credential) =>
        accountIdOf({ provider, baseUrl: baseUrl ?? 'the vendor', credential: new Secret(credential) }, plainHash),
      names: () => [],
      check: (accounts) => shared.check(accounts),
      onChanged: (accounts) => void changes.push(accounts.map(({ stored: { name } }) => name)),
      random: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => clock.now,
    },
    stored.map((one) => ({ stored: one, credential: null })),
  )
  let turn = 0
  const keeper = new TokenKeeper({
    book,
    async lock(key) {
      const mine = `${holder}.${(turn += 1)}`
      return (await store.lock(key, mine, 60_000)) ? () => store.unlock(key, mine) : null
    },
    async redeem(account, tokens) {
      const refreshToken = tokens?.refreshToken ?? null
      shared.redeemed.push(refreshToken)
      return shared.redeem(account, refreshToken)
    },
    async pause(ms) {
      clock.now += ms
      await nextTurn()
    },
    onProblem: (message) => void shared.problems.push(message),
    now: () => clock.now,
  })
  return { book, keeper, changes }
}

export function tokensOf(number: number, now: number, lifetimeMs = HOUR): Tokens {
  return {
    accessToken: `access-${number}`,
    refreshToken: `refresh-${number}`,
    expiresAt: now + lifetimeMs,
    lifetimeMs,
    refreshedAt: now,
    source: 'renewal',
  }
}

export function specOf(name: string, change: Partial<NewAccount> = {}): NewAccount {
  return {
    name,
    pool: 'accounts',
    provider: 'anthropic',
    kind: 'oauth',
    baseUrl: null,
    allowPrivate: false,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    note: null,
    identity: null,
    ...NO_CAPS,
    credential: { kind: 'tokens', tokens: tokensOf(0, NOW) },
    ...change,
  }
}

/** An account that is kept, as it was when it was added. */
export async function addTo(book: AccountBook, spec: NewAccount): Promise<StoredAccount> {
  const outcome = await book.add(spec)
  if (outcome.kind !== 'kept') throw new Error(`it was not added: ${JSON.stringify(outcome)}`)
  return outcome.account
}

/** Time for whoever seals or opens something: that is done where this is done, too. */
export async function nextTurn(): Promise<void> {
  await crypto.subtle.digest('SHA-256', new Uint8Array(1))
}

/** Holds a redemption up: `called` resolves when it is under way, `release` lets it go on. */
export function createGate(): { readonly called: Promise<void>; pass(): Promise<void>; release(): void } {
  const called = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  return {
    called: called.promise,
    pass() {
      called.resolve()
      return released.promise
    },
    release: () => released.resolve(),
  }
}

/** As long as it has to be, and different for different texts; tests of hashes are elsewhere. */
function plainHash(text: string): string {
  let hash = 0
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_000_007
  return hash.toString(16).padStart(24, '0')
}

/** One process with one account that signs in. */
export interface TokenBed {
  readonly shared: Installation
  readonly process: Process
  readonly account: StoredAccount
  /** The token that is given out after all waiting, or why there is none and until when. */
  obtain(): Promise<string>
  renew(refused: string): Promise<string>
  /** What is at hand. */
  ready(): string | null
}

/** The account's tokens live so long from now. */
export async function createTokenBed(lifetimeMs = HOUR, change: Partial<NewAccount> = {}): Promise<TokenBed> {
  const shared = await createInstallation()
  const process = await startProcess(shared)
  const credential = { kind: 'tokens', tokens: tokensOf(0, NOW, lifetimeMs) } as const
  const account = await addTo(process.book, specOf('mine', { credential, ...change }))
  const { keeper } = process
  return {
    shared,
    process,
    account,
    obtain: async () => tell(await keeper.obtain(account)),
    renew: async (refused) => tell(await keeper.renew(account, refused)),
    ready: () => keeper.ready(account, shared.clock.now)?.reveal() ?? null,
  }
}

export function tell(outcome: TokenOutcome): string {
  if (outcome.kind === 'ready') return outcome.token.reveal()
  return `${outcome.why}, until ${outcome.until ?? 'somebody acts'}`
}
