import { openAccounts } from '../../accounts/account-book.ts'
import { openVault } from '../../accounts/vault.ts'
import { type AccountChecked, createAccountCheck } from '../../gateway/check-account.ts'
import type { Account } from '../../model/account.ts'
import { reachOf } from '../../model/reach.ts'
import type { Settings } from '../../model/settings.ts'
import type { OpenedAccount, StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import { readSecret } from './files/secret-file.ts'
import { createSideFetch } from './upstream/side-fetch.ts'

/* What is asked of vendors while no server runs, and nothing may be written. */

type Outbound = Pick<Settings, 'outbound'>

/** Asks an account's vendor. Of one that signs in there is no token: fetching one would have to be kept. Never rejects. */
export function createCheckHere({ outbound }: Outbound): (account: Account) => Promise<AccountChecked> {
  return createAccountCheck({
    credentials: {
      ready: ({ kind, credential }) => (kind === 'api_key' ? (credential?.reveal() ?? null) : null),
      obtain: async () => ({ kind: 'unready', why: 'only a running server has it', until: null }),
    },
    fetch: (reach) => createSideFetch({ outbound, reach }),
    late: (ms) => AbortSignal.timeout(ms),
    now: () => Date.now(),
  })
}

/** Asks for an address's head, as calls would reach it; rejects with what went wrong. `timeoutMs` is for all of it. */
export async function askHead(
  { outbound }: Outbound,
  account: Pick<Account, 'baseUrl' | 'allowPrivate'>,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly date: string | null }> {
  const ask = createSideFetch({ outbound, reach: reachOf(account), wholeMs: timeoutMs })
  const { status, headers } = await ask(account.baseUrl, { method: 'HEAD' })
  return { status, date: headers.get('date') }
}

/** Stored accounts with the keys that the secret at hand opens; nothing is written. */
export async function openKeptAccounts(
  { home, secret, previousSecret }: Pick<Settings, 'home' | 'secret' | 'previousSecret'>,
  kept: { readonly record: VaultRecord | null; readonly accounts: readonly StoredAccount[] },
): Promise<readonly OpenedAccount[]> {
  const file = readSecret(home, 'present')
  for (const tried of [secret ?? (file.ok ? file.value : null), previousSecret]) {
    const vault = tried === null || kept.record === null ? null : await openVault(tried, kept.record)
    if (vault !== null) return (await openAccounts(kept.accounts, vault)).accounts
  }
  return (await openAccounts(kept.accounts, null)).accounts
}
