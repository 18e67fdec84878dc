import type { StoredAccount } from '../model/stored-account.ts'
import { placeOf } from './account-book.ts'
import type { Vault } from './vault.ts'

/**
 * Every sealed credential under another vault. Throws where one does not open: nothing is written then, and nothing is
 * lost.
 */
export function resealAll(accounts: readonly StoredAccount[], from: Vault, to: Vault): Promise<StoredAccount[]> {
  const sealed = accounts.filter((account) => account.sealed !== null)
  return Promise.all(
    sealed.map(async (account) => {
      const place = placeOf(account)
      const text = await from.open(account.sealed ?? '', place)
      if (text === null) throw new Error(`the credential of account ${account.name} does not open`)
      return { ...account, sealed: await to.seal(text, place) }
    }),
  )
}
