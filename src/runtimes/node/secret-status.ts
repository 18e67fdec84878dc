import { openAccounts } from '../../accounts/account-book.ts'
import { openVault } from '../../accounts/vault.ts'
import type { Secret } from '../../model/secret.ts'
import type { Settings } from '../../model/settings.ts'
import type { StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import { readSecret, secretPath } from './files/secret-file.ts'

/** What the secret at hand is good for. */
export type VaultState =
  /** Nothing is sealed yet. */
  | 'empty'
  | 'opens'
  /** `CLAUDEFLARE_SECRET_PREVIOUS` opens it: the next start seals everything anew. */
  | 'opens with the previous secret'
  /** A rotation was interrupted: the next start finishes it. */
  | 'opens with the next secret'
  | 'locked'
  /** The secret is the right one, and yet not every credential opens. */
  | 'damaged'

export interface SecretStatus {
  /** The file, or `CLAUDEFLARE_SECRET`; `null` where there is none yet. */
  readonly source: string | null
  /** How many credentials are sealed. */
  readonly credentials: number
  readonly vault: VaultState
  /** Names of accounts whose credential does not open. */
  readonly broken: readonly string[]
}

/** Looks whether the secret at hand opens what is kept, and changes nothing. */
export async function readSecretStatus(
  settings: Pick<Settings, 'home' | 'secret' | 'previousSecret'>,
  kept: { readonly record: VaultRecord | null; readonly accounts: readonly StoredAccount[] },
): Promise<SecretStatus> {
  const { home, secret, previousSecret } = settings
  const sealed = kept.accounts.filter((account) => account.sealed !== null)
  const present = secret ?? readOr(home, 'present')
  const source = secret !== null ? 'CLAUDEFLARE_SECRET' : present === null ? null : secretPath(home)
  const common = { source, credentials: sealed.length, broken: [] }
  const { record } = kept
  if (record === null || sealed.length === 0) return { ...common, vault: 'empty' }
  const vault = present === null ? null : await openVault(present, record)
  if (vault !== null) {
    const { broken } = await openAccounts(sealed, vault)
    return { ...common, broken, vault: broken.length === 0 ? 'opens' : 'damaged' }
  }
  if (await opens(previousSecret, record)) return { ...common, vault: 'opens with the previous secret' }
  const next = secret === null ? readOr(home, 'next') : null
  if (await opens(next, record)) return { ...common, vault: 'opens with the next secret' }
  return { ...common, vault: 'locked' }
}

async function opens(secret: Secret | null, record: VaultRecord): Promise<boolean> {
  return secret !== null && (await openVault(secret, record)) !== null
}

/** A file that cannot be read opens nothing. */
function readOr(home: string, which: 'present' | 'next'): Secret | null {
  const read = readSecret(home, which)
  return read.ok ? read.value : null
}
