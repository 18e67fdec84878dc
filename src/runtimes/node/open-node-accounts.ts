import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { openAccounts } from '../../accounts/account-book.ts'
import type { AccountService } from '../../accounts/account-service.ts'
import { createAccountService } from '../../accounts/account-service.ts'
import type { Vault } from '../../accounts/vault.ts'
import type { Settings } from '../../model/settings.ts'
import type { OpenedAccount } from '../../model/stored-account.ts'
import type { Store } from '../../stores/store.ts'
import type { Done } from './files/private-file.ts'
import { sha256 } from './files/load-node-settings.ts'
import type { LiveSettings } from './live-settings.ts'
import { openNodeVault } from './open-node-vault.ts'

/** The stored accounts of one state folder, opened. */
export interface NodeAccounts {
  /** `null` where they are only to be looked at. */
  readonly vault: Vault | null
  readonly accounts: readonly OpenedAccount[]
}

/** Opens the vault and what it holds; why it cannot be, as a sentence. */
export async function openNodeAccounts(
  settings: Pick<Settings, 'home' | 'secret' | 'previousSecret'>,
  store: Pick<Store, 'accounts'>,
): Promise<Done<NodeAccounts>> {
  const vault = await openNodeVault(settings, store.accounts)
  if (!vault.ok) return vault
  const { accounts, broken } = await openAccounts(await store.accounts.list(), vault.value)
  if (broken.length === 0) return { ok: true, value: { vault: vault.value, accounts }, notes: vault.notes }
  return {
    ok: false,
    why: `the credentials of ${broken.join(', ')} cannot be opened, although the secret is the right one: their rows were changed or damaged. Restore a backup, or remove them (claudeflare accounts remove NAME)`,
  }
}

/** The same without a look into the vault, which need not open: no credential is known then. */
export async function lookAtNodeAccounts(store: Pick<Store, 'accounts'>): Promise<NodeAccounts> {
  const stored = await store.accounts.list()
  return { vault: null, accounts: stored.map((account) => ({ stored: account, credential: null })) }
}

export interface NodeAccountParts {
  readonly opened: NodeAccounts
  readonly store: Pick<Store, 'accounts'>
  readonly live: LiveSettings
  readonly fetch: typeof fetch
  onProblem(message: string): void
}

export function createNodeAccounts(parts: NodeAccountParts): AccountService {
  const { opened, store, live } = parts
  return createAccountService({
    store: store.accounts,
    vault: opened.vault,
    accounts: opened.accounts,
    providers: () => live.now.providers,
    names: () => live.now.accounts.map(({ name }) => name),
    check: (accounts) => live.check(accounts),
    onChanged: (accounts) => live.takeAccounts(accounts),
    onProblem: (message) => parts.onProblem(message),
    fetch: parts.fetch,
    readFile: (path) => readFile(path, 'utf8'),
    hash: sha256,
    random: (length) => randomBytes(length),
    now: () => Date.now(),
    pause: async (ms) => {
      await pause(ms)
    },
    holder: randomUUID(),
  })
}
