import { openAccounts } from '../../accounts/account-book.ts'
import type { AccountService } from '../../accounts/account-service.ts'
import { createAccountService } from '../../accounts/account-service.ts'
import { resealAll } from '../../accounts/reseal-all.ts'
import type { Vault } from '../../accounts/vault.ts'
import { createVault, openVault } from '../../accounts/vault.ts'
import type { Secret } from '../../model/secret.ts'
import type { Provider } from '../../model/settings.ts'
import type { AccountStore, OpenedAccount } from '../../model/stored-account.ts'
import { sha256 } from './load-worker-settings.ts'
import { createSideFetch } from './side-fetch.ts'

/** What the gateway's object gives its accounts. */
export interface ObjectAccountParts {
  readonly store: AccountStore
  /** `CLAUDEFLARE_SECRET`. */
  readonly secret: Secret | null
  /** `CLAUDEFLARE_SECRET_PREVIOUS`: what was sealed with it is sealed anew. */
  readonly previous: Secret | null
  providers(): ReadonlyMap<string, Provider>
  names(): readonly string[]
  check(accounts: readonly OpenedAccount[]): readonly string[]
  onChanged(): void
  onProblem(message: string): void
}

/** A Worker has no files: without the variable nothing can be sealed, and with another one than it was nothing opened. */
export async function createObjectAccounts(parts: ObjectAccountParts): Promise<AccountService> {
  const { store } = parts
  const vault = await openObjectVault(parts)
  const { accounts } = await openAccounts(await store.list(), vault)
  return createAccountService({
    store,
    vault,
    accounts,
    providers: () => parts.providers(),
    names: () => parts.names(),
    check: (proposed) => parts.check(proposed),
    onChanged: () => parts.onChanged(),
    onProblem: (message) => parts.onProblem(message),
    fetch: createSideFetch('anywhere'),
    readFile: () => Promise.reject(new Error('a Worker has no files')),
    hash: sha256,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    now: () => Date.now(),
    pause: (ms) =>
      new Promise((resolve) => {
        setTimeout(resolve, ms)
      }),
    holder: 'the gateway object',
  })
}

async function openObjectVault({ store, secret, previous }: ObjectAccountParts): Promise<Vault | null> {
  if (secret === null) return null
  const record = await store.vault()
  const known = record === null ? null : await openVault(secret, record)
  if (known !== null) return known
  const accounts = await store.list()
  const old = record === null || previous === null ? null : await openVault(previous, record)
  if (old === null && accounts.some(({ sealed }) => sealed !== null)) return null
  const vault = await createVault(secret)
  // One that does not open: nothing is changed, and isolates tell why they serve nothing.
  const resealed = old === null ? [] : await resealAll(accounts, old, vault).catch(() => null)
  if (resealed === null) return null
  await store.reseal(vault.record, resealed)
  return vault
}
