import { accountIdOf } from '../model/account-id.ts'
import { NO_CAPS } from '../model/account.ts'
import { Secret } from '../model/secret.ts'
import type { OpenedAccount, StoredAccount } from '../model/stored-account.ts'

/** A stored account of a key, opened, for tests. */
export function storedAccount(
  name: string,
  { credential = `sk-ant-of-${name}-0123456789`, ...change }: Partial<StoredAccount> & { credential?: string } = {},
  // The credential comes last in it, and the first 24 letters are taken.
  hash: (text: string) => string = (text) => Array.from(text).toReversed().join(''),
): OpenedAccount {
  const { provider = 'anthropic', baseUrl = null } = change
  const identity = { provider, baseUrl: baseUrl ?? 'https://api.anthropic.com', credential: new Secret(credential) }
  const stored: StoredAccount = {
    key: `acct_${name}`,
    id: accountIdOf(identity, hash),
    name,
    pool: 'accounts',
    provider,
    kind: 'api_key',
    baseUrl,
    weight: 1,
    priority: 0,
    models: [],
    modelMap: [],
    note: null,
    allowPrivate: false,
    identity: null,
    needsSignIn: null,
    maskedKey: '***',
    createdAt: 1_790_000_000_000,
    version: 1,
    ...NO_CAPS,
    sealed: 'v1.sealed',
    ...change,
  }
  return { stored, credential: stored.kind === 'api_key' ? new Secret(credential) : null }
}
