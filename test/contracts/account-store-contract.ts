import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storedAccount } from '../../src/config/stored-account-fixture.ts'
import type { AccountStore, StoredAccount } from '../../src/model/stored-account.ts'

/** A place where accounts are kept, opened as often as a test asks. */
export interface AccountStoreBed {
  open(): Promise<AccountStore>
  /** Makes the next write of such a row fail halfway, as a full disk does. */
  failAt(key: string): void
  clear(): Promise<void>
}

const of = (name: string, change: Partial<StoredAccount> = {}): StoredAccount => storedAccount(name, change).stored

/** What every store must do with accounts, run against each on its real database. */
export function describeAccountStore(name: string, createBed: () => AccountStoreBed): void {
  describe(`accounts on ${name}`, () => {
    let bed: AccountStoreBed
    let store: AccountStore

    beforeEach(async () => {
      bed = createBed()
      store = await bed.open()
    })
    afterEach(() => bed.clear())

    test('are kept as they are, over a restart', async () => {
      const account = of('mine', {
        baseUrl: 'https://own.example/ü',
        models: ['claude-*'],
        modelMap: [{ pattern: '*', target: 'x"y' }],
        note: 'two\nlines',
        maxInFlight: 3,
        maxUtilization: 0.5,
        quotaGroup: 'org 1',
        allowPrivate: true,
        identity: { federationRuleId: 'f', organizationId: 'o', serviceAccountId: null, workspaceId: 'w' },
        needsSignIn: 'invalid_grant',
        sealed: null,
      })
      await store.insert(account)
      expect(await store.list()).toEqual([account])
      store = await bed.open()
      expect(await store.list()).toEqual([account])
    })

    test('are listed by age', async () => {
      await store.insert(of('b', { createdAt: 2 }))
      await store.insert(of('c', { createdAt: 1 }))
      await store.insert(of('a', { createdAt: 2, key: 'acct_0' }))
      expect((await store.list()).map((account) => account.name)).toEqual(['c', 'a', 'b'])
    })

    test('of the same key, id or name are not kept twice, and nobody is overwritten', async () => {
      const mine = of('mine')
      await store.insert(mine)
      for (const twin of [
        of('other', { key: mine.key }),
        of('other', { id: mine.id }),
        of('mine', { key: 'acct_other', id: of('other').id }),
      ]) {
        await expect(store.insert(twin)).rejects.toThrow('is kept already')
      }
      expect(await store.list()).toEqual([mine])
    })

    test('are replaced by whoever read the version that is kept, and nobody else', async () => {
      const mine = of('mine')
      await store.insert(mine)
      const next = { ...mine, id: of('other').id, name: 'yours', weight: 9, version: 2, sealed: 'v1.other' }
      expect(await store.replace({ ...next, weight: 1 }, 0)).toBe(false)
      expect(await store.replace(next, 1)).toBe(true)
      expect(await store.replace({ ...next, weight: 5 }, 1)).toBe(false)
      expect(await store.list()).toEqual([next])
    })

    test('are replaced once by many at the same time', async () => {
      const mine = of('mine')
      await store.insert(mine)
      const tries = Array.from({ length: 10 }, (_, weight) => store.replace({ ...mine, weight, version: 2 }, 1))
      expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    })

    test('do not take the name or the id of another by being replaced', async () => {
      const [mine, yours] = [of('mine', { createdAt: 1 }), of('yours', { createdAt: 2 })]
      await store.insert(mine)
      await store.insert(yours)
      expect(await store.replace({ ...mine, name: 'yours', version: 2 }, 1)).toBe(false)
      expect(await store.replace({ ...mine, id: yours.id, version: 2 }, 1)).toBe(false)
      expect(await store.list()).toEqual([mine, yours])
    })

    test('that are gone are not replaced, and removed as often as one likes', async () => {
      const mine = of('mine')
      await store.insert(mine)
      await store.remove(mine.key)
      await store.remove(mine.key)
      expect(await store.replace({ ...mine, version: 2 }, 1)).toBe(false)
      expect(await store.list()).toEqual([])
    })

    test('have no vault before there is one', async () => {
      expect(await store.vault()).toBeNull()
      await store.reseal({ salt: 's', check: 'c' }, [])
      store = await bed.open()
      expect(await store.vault()).toEqual({ salt: 's', check: 'c' })
    })

    test('are sealed anew together with the vault, and whoever read them before hears of it', async () => {
      const [mine, yours] = [of('mine', { createdAt: 1 }), of('yours', { createdAt: 2 })]
      await store.insert(mine)
      await store.insert(yours)
      await store.reseal({ salt: 's', check: 'c' }, [{ ...mine, sealed: 'v1.new', weight: 99 }])
      expect(await store.list()).toEqual([{ ...mine, sealed: 'v1.new', version: 2 }, yours])
      expect(await store.replace({ ...mine, version: 2 }, 1)).toBe(false)
      await store.reseal({ salt: 't', check: 'd' }, [])
      expect(await store.vault()).toEqual({ salt: 't', check: 'd' })
    })

    test('are sealed anew all or none', async () => {
      const [mine, yours] = [of('mine', { createdAt: 1 }), of('yours', { createdAt: 2 })]
      await store.reseal({ salt: 's', check: 'c' }, [])
      await store.insert(mine)
      await store.insert(yours)
      bed.failAt(yours.key)
      store = await bed.open()
      const sealed = [mine, yours].map((account) => ({ ...account, sealed: 'v1.new' }))
      await expect(store.reseal({ salt: 't', check: 'd' }, sealed)).rejects.toThrow()
      expect(await store.list()).toEqual([mine, yours])
      expect(await store.vault()).toEqual({ salt: 's', check: 'c' })
    })
  })
}
