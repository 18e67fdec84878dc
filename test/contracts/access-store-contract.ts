import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditEntry } from '../../src/model/audit.ts'
import type { SessionRecord } from '../../src/model/session.ts'
import { StoreError } from '../../src/stores/store-error.ts'
import type { Store } from '../../src/stores/store.ts'
import { keyOf } from './example-key.ts'
import type { StoreBed } from './store-bed.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
const SIGNED_IN = 1_790_000_000_000

/** What every store must keep of who may do what, and who did. */
export function describeAccessStore(name: string, createBed: () => StoreBed): void {
  describe(`a store on ${name} remembers`, () => {
    let bed: StoreBed
    let store: Store

    beforeEach(async () => {
      bed = createBed()
      store = await bed.open()
    })
    afterEach(() => bed.clear())

    const reopen = async (): Promise<void> => {
      await store.close()
      store = await bed.open()
    }

    test('that there was a client key, also where none is left', async () => {
      await store.keys.delete('never-there')
      expect(await store.keys.everKept()).toBe(false)
      await store.keys.insert(keyOf('one'))
      expect(await store.keys.everKept()).toBe(true)
      await store.keys.delete('one')
      await reopen()
      expect([await store.keys.list(), await store.keys.everKept()]).toEqual([[], true])
    })

    test('client keys, through a restart', async () => {
      await store.keys.insert(keyOf('one'))
      await store.keys.insert({ ...keyOf('two'), pools: ['lb'], models: ['claude-*'], requestsPerMinute: 5 })
      store.keys.touch('one', 1_790_000_000_000)
      await reopen()
      expect(await store.keys.list()).toEqual([
        { ...keyOf('one'), lastUsedAt: 1_790_000_000_000 },
        { ...keyOf('two'), pools: ['lb'], models: ['claude-*'], requestsPerMinute: 5 },
      ])
      await store.keys.delete('one')
      await store.keys.delete('never-there')
      expect((await store.keys.list()).map(({ id }) => id)).toEqual(['two'])
    })

    test('what client keys have spent, in their latest period, as long as there are such keys', async () => {
      await store.keys.insert({ ...keyOf('one'), tokensPerMinute: 9, budget: { usd: 2.5, per: 'month' } })
      await store.keys.insert(keyOf('two'))
      const spend = { keyId: 'one', period: '2026-11', spent: 1_250_000_001, held: [[7, 250_000_000]] } as const
      store.keys.saveSpend({ ...spend, period: '2026-10' })
      await store.flush()
      store.keys.saveSpend({ ...spend, spent: 1 })
      store.keys.saveSpend(spend)
      store.keys.saveSpend({ ...spend, keyId: 'two' })
      store.keys.saveSpend({ ...spend, keyId: 'never-there' })
      await reopen()
      expect((await store.keys.list())[0]).toMatchObject({ tokensPerMinute: 9, budget: { usd: 2.5, per: 'month' } })
      const kept = { ...spend, spent: 1_500_000_001, held: [] }
      expect(await store.keys.spends()).toEqual([kept, { ...kept, keyId: 'two' }])
      await store.keys.delete('two')
      store.keys.saveSpend({ ...spend, keyId: 'two' })
      await reopen()
      expect(await store.keys.spends()).toEqual([kept])
    })

    test('no two client keys under one id or one value', async () => {
      await store.keys.insert(keyOf('one'))
      const again = store.keys.insert({ ...keyOf('one'), name: 'other' })
      await expect(again).rejects.toMatchObject({ name: 'StoreError', code: 'exists' })
      await expect(store.keys.insert({ ...keyOf('two'), hash: keyOf('one').hash })).rejects.toBeInstanceOf(StoreError)
      expect((await store.keys.list()).map((key) => key.name)).toEqual(['one'])
    })

    test('sessions, through a restart, until they are signed out', async () => {
      await store.sessions.insert(sessionOf('one'))
      await store.sessions.insert(sessionOf('two'))
      store.sessions.touch('one', SIGNED_IN + MINUTE)
      store.sessions.touch('one', SIGNED_IN)
      store.sessions.touch('never-there', SIGNED_IN)
      await reopen()
      expect((await store.sessions.list()).toSorted((a, b) => (a.hash < b.hash ? -1 : 1))).toEqual([
        { ...sessionOf('one'), usedAt: SIGNED_IN + MINUTE },
        sessionOf('two'),
      ])
      await store.sessions.delete('one')
      await store.sessions.delete('never-there')
      await reopen()
      expect(await store.sessions.list()).toEqual([sessionOf('two')])
    })

    test('a thousand sessions at most, and none that ended 12 hours ago', async () => {
      await store.sessions.insert(sessionOf('ended', SIGNED_IN - 12 * HOUR))
      for (let n = 0; n < 1_000; n += 1) await store.sessions.insert(sessionOf(`s${n}`, SIGNED_IN + n))
      expect(await store.sessions.list()).toHaveLength(1_000)
      await store.sessions.insert(sessionOf('new', SIGNED_IN + 2_000))
      const kept = new Set((await store.sessions.list()).map(({ hash }) => hash))
      expect([kept.size, kept.has('ended'), kept.has('s0'), kept.has('s1'), kept.has('new')]).toEqual([
        1_000,
        false,
        false,
        true,
        true,
      ])
    })

    test('who changed what, newest first and page by page', async () => {
      const entries = Array.from({ length: 5 }, (_, n) => auditOf(n))
      for (const entry of entries) await store.audit.record(entry)
      await reopen()
      const first = await store.audit.list({ limit: 2, cursor: null })
      expect(first.items).toEqual([
        { ...auditOf(4), id: expect.any(Number) },
        { ...auditOf(3), id: expect.any(Number) },
      ])
      const second = await store.audit.list({ limit: 2, cursor: first.next })
      const third = await store.audit.list({ limit: 2, cursor: second.next })
      expect([...second.items, ...third.items].map(({ target }) => target)).toEqual(['key-2', 'key-1', 'key-0'])
      expect(third.next).toBeNull()
      expect(await store.audit.list({ limit: 2, cursor: '9'.repeat(20) })).toEqual({ items: [], next: null })
    })
  })
}

function sessionOf(hash: string, at = SIGNED_IN): SessionRecord {
  return { hash, keyId: 'key_1', keyHash: 'hash of key_1', createdAt: at, usedAt: at }
}

function auditOf(n: number): AuditEntry {
  const detail = n === 0 ? null : `{"n":${n}}`
  return { at: SIGNED_IN + n, who: 'key laptop (key_1)', action: 'account.pause', target: `key-${n}`, detail }
}
