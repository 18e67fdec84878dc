import { openAccountRows } from '../../src/stores/cloudflare/account-rows.ts'
import { describeAccountStore } from '../contracts/account-store-contract.ts'
import { openObjectFile } from './object-database.ts'

describeAccountStore("a Durable Object's database", () => {
  const file = openObjectFile()
  let pending: string | null = null
  return {
    async open() {
      const database = file.open()
      const { store } = openAccountRows(database)
      if (pending !== null) database.exec(pending)
      pending = null
      return store
    },
    failAt(key) {
      pending = `create trigger full before update on accounts when new.key = '${key}' begin select raise(abort, 'disk full'); end`
    },
    async clear() {
      file[Symbol.dispose]()
    },
  }
})
