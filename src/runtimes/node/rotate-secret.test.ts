import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMemoryAccountStore } from '../../accounts/account-store-fixture.ts'
import { openAccounts, placeOf } from '../../accounts/account-book.ts'
import { storedAccount } from '../../config/stored-account-fixture.ts'
import { Secret } from '../../model/secret.ts'
import type { AccountStore } from '../../model/stored-account.ts'
import { createSecret, writeSecret } from './files/secret-file.ts'
import { temporaryFolder } from './files/temporary-folder.ts'
import { openNodeVault } from './open-node-vault.ts'
import { rotateSecret } from './rotate-secret.ts'

const { stored: ACCOUNT } = storedAccount('work')
const KEY = 'canary-of-a-key-0123456789'

/** A state folder with one sealed key. */
async function openState(secret: Secret | null) {
  const folder = temporaryFolder()
  const settings = { home: folder.path, secret, previousSecret: null }
  const store = createMemoryAccountStore()
  const opened = await openNodeVault(settings, store)
  if (!opened.ok) throw new Error(opened.why)
  await store.insert({ ...ACCOUNT, sealed: await opened.value.seal(KEY, placeOf(ACCOUNT)) })
  return { settings, store, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

/** What the next start finds: the key, or why it finds none. */
async function startAgain({ settings, store }: Awaited<ReturnType<typeof openState>>): Promise<string | undefined> {
  const opened = await openNodeVault(settings, store)
  if (!opened.ok) return opened.why
  const { accounts } = await openAccounts(await store.list(), opened.value)
  return accounts[0]?.credential?.reveal()
}

/** The process ends at this moment, as far as anything after it can tell. */
class Killed extends Error {}

function killedIn(store: AccountStore, moment: 'before' | 'after'): AccountStore {
  return {
    ...store,
    async reseal(record, accounts) {
      if (moment === 'after') await store.reseal(record, accounts)
      throw new Killed()
    },
  }
}

const onReady = () => {}

describe('a rotation that is interrupted', () => {
  it.each(['before', 'after'] as const)(
    '%s all is sealed anew leaves a vault that the next start opens',
    async (moment) => {
      using state = await openState(null)
      const parts = { settings: state.settings, store: killedIn(state.store, moment), onReady }
      await expect(rotateSecret(parts, createSecret())).rejects.toThrow(Killed)
      expect(await startAgain(state)).toBe(KEY)
      // Also the one after that, when what was left over has been cleared up.
      expect(await startAgain(state)).toBe(KEY)
    },
  )

  it('once more is finished first', async () => {
    using state = await openState(null)
    const { settings, store } = state
    await expect(rotateSecret({ settings, store: killedIn(store, 'after'), onReady }, createSecret())).rejects.toThrow()
    const last = createSecret()
    expect(await rotateSecret({ settings, store, onReady }, last)).toMatchObject({ ok: true, value: 1 })
    expect(readFileSync(join(settings.home, 'secret'), 'utf8').trim()).toBe(last.reveal())
    expect(await startAgain(state)).toBe(KEY)
  })

  it('by a secret that cannot be written changes nothing', async () => {
    using state = await openState(null)
    const { settings, store } = state
    mkdirSync(join(settings.home, 'secret.next', 'in-the-way'), { recursive: true })
    const before = await store.vault()
    expect(await rotateSecret({ settings, store, onReady }, createSecret())).toMatchObject({ ok: false })
    expect(await store.vault()).toEqual(before)
    rmSync(join(settings.home, 'secret.next'), { recursive: true })
    expect(await startAgain(state)).toBe(KEY)
  })

  it('by a secret that cannot take its place is finished by the next start', async () => {
    using state = await openState(null)
    const { settings, store } = state
    const path = join(settings.home, 'secret')
    const present = new Secret(readFileSync(path, 'utf8').trim())
    const inTheWay: AccountStore = {
      ...store,
      async reseal(record, accounts) {
        await store.reseal(record, accounts)
        rmSync(path)
        mkdirSync(join(path, 'in-the-way'), { recursive: true })
      },
    }
    expect(await rotateSecret({ settings, store: inTheWay, onReady }, createSecret())).toMatchObject({ ok: false })
    rmSync(path, { recursive: true })
    writeSecret(settings.home, 'present', present)
    expect(await startAgain(state)).toBe(KEY)
  })
})

describe('a rotation', () => {
  it('of the environment leaves no secret in the state folder', async () => {
    const first = createSecret()
    using state = await openState(first)
    const next = createSecret()
    const done = await rotateSecret({ settings: state.settings, store: state.store, onReady }, next)
    expect(done).toMatchObject({ ok: true, value: 1 })
    expect(await startAgain(state)).toContain('cannot be opened')
    expect(await startAgain({ ...state, settings: { ...state.settings, secret: next } })).toBe(KEY)
  })

  it('says that it is ready before anything is sealed with the new secret', async () => {
    using state = await openState(createSecret())
    const { settings, store } = state
    const before = await store.vault()
    const seen: boolean[] = []
    const watched: AccountStore = {
      ...store,
      async reseal(record, accounts) {
        seen.push(true)
        await store.reseal(record, accounts)
      },
    }
    await rotateSecret({ settings, store: watched, onReady: () => seen.push(false) }, createSecret())
    expect(seen).toEqual([false, true])
    expect(await store.vault()).not.toEqual(before)
  })

  it('is refused where a credential does not open', async () => {
    using state = await openState(null)
    const { settings, store } = state
    store.rows.set(ACCOUNT.key, { ...ACCOUNT, sealed: 'v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' })
    const done = await rotateSecret({ settings, store, onReady }, createSecret())
    expect(done).toMatchObject({ ok: false, why: expect.stringContaining('the credentials of work cannot be opened') })
  })
})
