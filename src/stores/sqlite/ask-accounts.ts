import type { AccountStore, StoredAccount, VaultRecord } from '../../model/stored-account.ts'
import type { AccountCall } from './account-table.ts'

/** The store's accounts, asked of the thread that writes. What it answers has the type that goes with the question. */
export function askAccounts(ask: (call: AccountCall) => Promise<unknown>): AccountStore {
  return {
    list: async () => (await ask({ ask: 'list' })) as readonly StoredAccount[],
    async insert(account) {
      await ask({ ask: 'insert', account })
    },
    replace: async (account, read) => (await ask({ ask: 'replace', account, read })) === true,
    async remove(key) {
      await ask({ ask: 'remove', key })
    },
    vault: async () => (await ask({ ask: 'vault' })) as VaultRecord | null,
    async reseal(vault, accounts) {
      await ask({ ask: 'reseal', vault, accounts })
    },
    lock: async (key, holder, forMs) => (await ask({ ask: 'lock', key, holder, forMs })) === true,
    async unlock(key, holder) {
      await ask({ ask: 'unlock', key, holder })
    },
  }
}
