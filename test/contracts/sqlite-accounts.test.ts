import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { createVault } from '../../src/accounts/vault.ts'
import { storedAccount } from '../../src/config/stored-account-fixture.ts'
import { Secret } from '../../src/model/secret.ts'

import { temporaryFolder } from '../../src/runtimes/node/files/temporary-folder.ts'
import { openStore } from '../../src/stores/sqlite/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import type { AccountStoreBed } from './account-store-contract.ts'
import { describeAccountStore } from './account-store-contract.ts'

describeAccountStore('SQLite', () => createBed())

interface SqliteBed extends AccountStoreBed {
  readonly folder: ReturnType<typeof temporaryFolder>
  /** Does something to the database while nobody has it open. */
  tamper(sql: string): Promise<void>
}

function createBed(): SqliteBed {
  const folder = temporaryFolder()
  const path = join(folder.path, 'claudeflare.db')
  let store: Store | null = null
  let pending: string | null = null
  async function close(): Promise<void> {
    await store?.close()
    store = null
    if (pending === null) return
    const database = new DatabaseSync(path)
    database.exec(pending)
    database.close()
    pending = null
  }
  return {
    folder,
    async open() {
      await close()
      store = await openStore({
        path,
        backupsDir: join(folder.path, 'backups'),
        retention: { detailDays: 7, rollupDays: 365 },
        onProblem: () => undefined,
      })
      return store.accounts
    },
    failAt(key) {
      pending = `create trigger full before update on accounts when new.key = '${key}' begin select raise(abort, 'disk full'); end`
    },
    async tamper(sql) {
      pending = sql
      await close()
    },
    async clear() {
      await close()
      folder[Symbol.dispose]()
    },
  }
}

describe('the lock of an account', () => {
  test('is one holder’s until it lets go of it, and the same one may hold it longer', async () => {
    const bed = createBed()
    const store = await bed.open()
    expect(await store.lock('acct_1', 'a', 60_000)).toBe(true)
    expect(await store.lock('acct_1', 'b', 60_000)).toBe(false)
    expect(await store.lock('acct_2', 'b', 60_000)).toBe(true)
    expect(await store.lock('acct_1', 'a', 60_000)).toBe(true)
    await store.unlock('acct_1', 'b')
    expect(await store.lock('acct_1', 'b', 60_000)).toBe(false)
    await store.unlock('acct_1', 'a')
    expect(await store.lock('acct_1', 'b', 60_000)).toBe(true)
    await bed.clear()
  })

  test('ends by itself where its holder is gone', async () => {
    const bed = createBed()
    let store = await bed.open()
    expect(await store.lock('acct_1', 'a', 0)).toBe(true)
    expect(await store.lock('acct_1', 'b', 60_000)).toBe(true)
    store = await bed.open()
    expect(await store.lock('acct_1', 'c', 60_000)).toBe(true)
    await bed.clear()
  })

  test('is one of ten at the same time', async () => {
    const bed = createBed()
    const store = await bed.open()
    const tries = Array.from({ length: 10 }, (_, number) => store.lock('acct_1', `holder ${number}`, 60_000))
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    await bed.clear()
  })
})

describe('the database', () => {
  test('and its journal hold nothing of a credential in the clear', async () => {
    const bed = createBed()
    const store = await bed.open()
    const vault = await createVault(new Secret('canary-of-the-secret-0123456789'))
    await store.reseal(vault.record, [])
    const { stored } = storedAccount('mine')
    const sealed = await vault.seal('canary-of-a-key', { table: 'accounts', row: stored.key })
    await store.insert({ ...stored, sealed })
    await store.replace({ ...stored, sealed, version: 2 }, 1)
    for (const name of readdirSync(bed.folder.path, { recursive: true, encoding: 'utf8' })) {
      if (name === 'backups') continue
      expect(readFileSync(join(bed.folder.path, name), 'latin1')).not.toContain('canary')
    }
    await bed.clear()
  })

  test.each(["'no JSON'", `'{"kind":"of a later version"}'`, "'null'"])(
    'with an account that cannot be read says which, and leaves none out: %s',
    async (record) => {
      const bed = createBed()
      const store = await bed.open()
      await store.insert(storedAccount('mine').stored)
      await bed.tamper(`update accounts set record = ${record}`)
      const again = await bed.open()
      await expect(again.list()).rejects.toThrow('The stored account mine cannot be read')
      await bed.clear()
    },
  )
})
