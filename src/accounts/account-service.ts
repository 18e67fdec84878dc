import { accountIdOf } from '../model/account-id.ts'
import { Secret } from '../model/secret.ts'
import type { Provider } from '../model/settings.ts'
import type { AccountStore, OpenedAccount } from '../model/stored-account.ts'
import { AccountBook } from './account-book.ts'
import { createRedeemer } from './redeemer.ts'
import { SignIns } from './sign-ins.ts'
import { TokenKeeper } from './token-keeper.ts'
import type { Vault } from './vault.ts'

export interface AccountServiceParts {
  readonly store: AccountStore
  /** `null` where there is no secret: then nothing can be added. */
  readonly vault: Vault | null
  /** As they are kept. */
  readonly accounts: readonly OpenedAccount[]
  providers(): ReadonlyMap<string, Provider>
  /** The names that accounts have, wherever they stand. */
  names(): readonly string[]
  /** Why the settings could not be used with these accounts. */
  check(accounts: readonly OpenedAccount[]): readonly string[]
  onChanged(accounts: readonly OpenedAccount[]): void
  onProblem(message: string): void
  /** Reaches authorization servers. */
  readonly fetch: typeof fetch
  readFile(path: string): Promise<string>
  /** SHA-256 as lower-case hex. */
  hash(text: string): string
  random(length: number): Uint8Array
  readonly now: () => number
  pause(ms: number): Promise<void>
  /** Names this process among those that share the store. */
  readonly holder: string
}

/** All that a runtime has of stored accounts: the book of them, their tokens, and sign-ins. */
export interface AccountService {
  readonly book: AccountBook
  readonly tokens: TokenKeeper
  readonly signIns: SignIns
}

/** An account's lock outlives a redemption that takes as long as it may, and no longer. */
const LOCK_MS = 60_000

export function createAccountService(parts: AccountServiceParts): AccountService {
  const { store, vault, now } = parts
  const reach = { fetch: parts.fetch, now }
  const book = new AccountBook(
    {
      store,
      vault,
      idOf({ provider, baseUrl }, credential) {
        const address = baseUrl ?? parts.providers().get(provider)?.baseUrl ?? ''
        const identity = { provider, baseUrl: address, credential: new Secret(credential) }
        return accountIdOf(identity, (text) => parts.hash(text))
      },
      names: () => parts.names(),
      check: (accounts) => parts.check(accounts),
      onChanged: (accounts) => parts.onChanged(accounts),
      random: (length) => parts.random(length),
      now,
    },
    parts.accounts,
  )
  const providers = () => parts.providers()
  let turn = 0
  const tokens = new TokenKeeper({
    book,
    async lock(key) {
      // Also one redemption of this process does not hold it for another.
      const holder = `${parts.holder}.${(turn += 1)}`
      return (await store.lock(key, holder, LOCK_MS)) ? () => store.unlock(key, holder) : null
    },
    redeem: createRedeemer({ providers, reach, readFile: (path) => parts.readFile(path) }),
    pause: (ms) => parts.pause(ms),
    onProblem: (message) => parts.onProblem(message),
    now,
  })
  return { book, tokens, signIns: new SignIns({ book, tokens, vault, providers, reach }) }
}
