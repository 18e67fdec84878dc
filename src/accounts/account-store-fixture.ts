import type { AccountStore, StoredAccount, VaultRecord } from '../model/stored-account.ts'

/** An account store for tests, in memory; what it has written can be looked at. */
export interface MemoryAccountStore extends AccountStore {
  readonly rows: Map<string, StoredAccount>
  /** Done before each write: throws, or waits, as a test wants it. */
  beforeWrite: () => Promise<void> | void
}

export function createMemoryAccountStore(): MemoryAccountStore {
  const rows = new Map<string, StoredAccount>()
  const holders = new Map<string, string>()
  let record: VaultRecord | null = null
  const store: MemoryAccountStore = {
    rows,
    beforeWrite: () => {},
    list: async () => [...rows.values()],
    async insert(account) {
      await store.beforeWrite()
      const twin = [...rows.values()].find(({ key, id, name }) =>
        [key === account.key, id === account.id, name === account.name].includes(true),
      )
      if (twin !== undefined) throw new Error(`${twin.name} is kept already`)
      rows.set(account.key, account)
    },
    async replace(account, read) {
      await store.beforeWrite()
      if (rows.get(account.key)?.version !== read) return false
      rows.set(account.key, account)
      return true
    },
    async remove(key) {
      await store.beforeWrite()
      rows.delete(key)
    },
    vault: async () => record,
    async reseal(vault, accounts) {
      record = vault
      for (const { key, sealed } of accounts) {
        const row = rows.get(key)
        if (row !== undefined) rows.set(key, { ...row, sealed, version: row.version + 1 })
      }
    },
    async lock(key, holder) {
      const held = holders.get(key)
      if (held !== undefined && held !== holder) return false
      holders.set(key, holder)
      return true
    },
    async unlock(key, holder) {
      if (holders.get(key) === holder) holders.delete(key)
    },
  }
  return store
}
