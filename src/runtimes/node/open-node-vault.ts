import { resealAll } from '../../accounts/reseal-all.ts'
import type { Vault } from '../../accounts/vault.ts'
import { createVault, openVault } from '../../accounts/vault.ts'
import type { Secret } from '../../model/secret.ts'
import type { Settings } from '../../model/settings.ts'
import type { AccountStore, StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import type { Done } from './files/private-file.ts'
import { discardNext, keepSecret, promoteNext, readSecret, secretPath } from './files/secret-file.ts'

/** Where the secret of an installation comes from, in words. */
const VARIABLE = 'CLAUDEFLARE_SECRET'

/**
 * Opens the vault with the secret at hand, and makes secret and vault where nothing is sealed yet. A secret is never made
 * anew over a vault that holds something: what it holds would be lost.
 */
export async function openNodeVault(
  { home, secret, previousSecret }: Pick<Settings, 'home' | 'secret' | 'previousSecret'>,
  store: AccountStore,
): Promise<Done<Vault>> {
  const [record, accounts] = await Promise.all([store.vault(), store.list()])
  const sealed = accounts.filter((account) => account.sealed !== null)
  const present = secret === null ? readSecret(home, 'present') : given(secret)
  if (!present.ok) return present
  if (sealed.length > 0) {
    if (record === null) {
      const why = `the vault, which holds ${tellSealed(sealed)}, cannot be opened: its own record is gone from the database. Restore a backup`
      return { ok: false, why }
    }
    const vault = present.value === null ? null : await openVault(present.value, record)
    if (vault !== null) {
      // A rotation that was interrupted before anything was sealed anew.
      if (secret === null) discardNext(home)
      return { ok: true, value: vault, notes: present.notes }
    }
    const before = previousSecret === null ? null : await openVault(previousSecret, record)
    if (before !== null && present.value !== null) return moveVault(before, present.value, store)
    const next = secret === null ? await openWithNext(home, record) : null
    return (
      next ?? { ok: false, why: tellLocked(sealed, whyLocked(present.value === null ? null : sourceOf(secret, home))) }
    )
  }
  const kept = present.value === null ? keepSecret(home) : { ...present, value: present.value }
  if (!kept.ok) return kept
  const made = kept.value
  const known = record === null ? null : await openVault(made, record)
  if (known !== null) return { ok: true, value: known, notes: present.notes }
  const vault = await createVault(made)
  await store.reseal(vault.record, [])
  return { ok: true, value: vault, notes: present.notes }
}

/** From the secret that `CLAUDEFLARE_SECRET_PREVIOUS` names to the present one. */
async function moveVault(from: Vault, secret: Secret, store: AccountStore): Promise<Done<Vault>> {
  const vault = await createVault(secret)
  const resealed = await resealAll(await store.list(), from, vault).catch(toText)
  if (typeof resealed === 'string') {
    return {
      ok: false,
      why: `${resealed}, although CLAUDEFLARE_SECRET_PREVIOUS is the secret it was sealed with: its row was changed or damaged. Restore a backup, or remove the account (claudeflare accounts remove NAME); nothing has been changed`,
    }
  }
  await store.reseal(vault.record, resealed)
  const note = 'the credentials are sealed with the new secret now: CLAUDEFLARE_SECRET_PREVIOUS can be taken away'
  return { ok: true, value: vault, notes: [note] }
}

function given(secret: Secret): Done<Secret | null> {
  return { ok: true, value: secret, notes: [] }
}

/** A rotation that was interrupted after all was sealed anew, and before its secret took the other's place. */
async function openWithNext(home: string, record: VaultRecord): Promise<Done<Vault> | null> {
  const next = readSecret(home, 'next')
  if (!next.ok || next.value === null) return null
  const vault = await openVault(next.value, record)
  if (vault === null) return null
  const promoted = promoteNext(home)
  if (!promoted.ok) return promoted
  return { ok: true, value: vault, notes: ['the change of the secret that was interrupted has been finished'] }
}

function sourceOf(secret: Secret | null, home: string): string {
  return secret === null ? secretPath(home) : VARIABLE
}

function tellLocked(sealed: readonly StoredAccount[], why: string): string {
  return `the vault, which holds ${tellSealed(sealed)}, cannot be opened: ${why}. Put the right one back; without it these credentials cannot be read by anybody, and the accounts have to be removed and added again (claudeflare accounts remove NAME)`
}

function tellSealed(sealed: readonly StoredAccount[]): string {
  const names = sealed.slice(0, 5).map(({ name }) => name)
  const more = sealed.length > names.length ? ', …' : ''
  return `${sealed.length === 1 ? 'the credential of account' : 'the credentials of accounts'} ${names.join(', ')}${more}`
}

/** `null`: there is no secret. */
function whyLocked(source: string | null): string {
  return source === null
    ? `there is no secret to open it with: ${VARIABLE} is not set, and the file "secret" of the state folder is gone`
    : `the secret of ${source} is not the one it was sealed with`
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
