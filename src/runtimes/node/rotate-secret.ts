import { openAccounts } from '../../accounts/account-book.ts'
import { resealAll } from '../../accounts/reseal-all.ts'
import { createVault, openVault } from '../../accounts/vault.ts'
import type { Secret } from '../../model/secret.ts'
import type { Settings } from '../../model/settings.ts'
import type { AccountStore } from '../../model/stored-account.ts'
import type { Done } from './files/private-file.ts'
import { promoteNext, writeSecret } from './files/secret-file.ts'
import { openNodeVault } from './open-node-vault.ts'

export interface RotationParts {
  readonly settings: Pick<Settings, 'home' | 'secret' | 'previousSecret'>
  readonly store: AccountStore
  /** Told right before anything is sealed with it: from then on it is needed. */
  readonly onReady: () => void
}

/**
 * Seals every credential anew with `next`; how many those are. A secret of the state folder is on disk under its second
 * name before, and takes its place after: whatever ends the process in between, one of the two opens the vault, and the
 * next start finds out which. Rejects with the store's error where it cannot write; then too the next start finds out.
 */
export async function rotateSecret({ settings, store, onReady }: RotationParts, next: Secret): Promise<Done<number>> {
  const opened = await openNodeVault(settings, store)
  if (!opened.ok) return opened
  const [record, accounts] = await Promise.all([store.vault(), store.list()])
  if (record !== null && (await openVault(next, record)) !== null) {
    return { ok: false, why: 'that is the secret already: nothing was changed' }
  }
  const { broken } = await openAccounts(accounts, opened.value)
  if (broken.length > 0) {
    return {
      ok: false,
      why: `the credentials of ${broken.join(', ')} cannot be opened, so nothing was changed: restore a backup, or remove them (claudeflare accounts remove NAME)`,
    }
  }
  const isOfFile = settings.secret === null
  const written = isOfFile ? writeSecret(settings.home, 'next', next) : null
  if (written !== null && !written.ok) return written
  const vault = await createVault(next)
  const sealed = await resealAll(accounts, opened.value, vault)
  onReady()
  await store.reseal(vault.record, sealed)
  const promoted = isOfFile ? promoteNext(settings.home) : null
  if (promoted !== null && !promoted.ok) return promoted
  return { ok: true, value: sealed.length, notes: opened.notes }
}
