import { beforeEach, describe, expect, it } from 'vitest'
import type { StoredAccount } from '../model/stored-account.ts'
import { openAccounts, placeOf } from './account-book.ts'
import type { AccountChange, NewAccount } from './account-spec.ts'
import { resealAll } from './reseal-all.ts'
import {
  addTo,
  createInstallation,
  type Installation,
  NOW,
  type Process,
  specOf,
  startProcess,
  tokensOf,
} from './token-fixture.ts'
import { createVault } from './vault.ts'
import { Secret } from '../model/secret.ts'

const KEY = 'sk-ant-api03-0123456789-canary-abcdef'

let shared: Installation
let process: Process

beforeEach(async () => {
  shared = await createInstallation()
  process = await startProcess(shared)
})

const keySpec = (name: string, key = KEY) => specOf(name, { kind: 'api_key', credential: { kind: 'key', key } })

function rows(): readonly StoredAccount[] {
  return [...shared.store.rows.values()]
}

function renewedTo(key: string, change: Partial<NonNullable<AccountChange['renewed']>> = {}): AccountChange {
  const bound = { provider: 'anthropic', baseUrl: null, allowPrivate: false, ...change }
  return { renewed: { ...bound, credential: { kind: 'key', key } } }
}

describe('an account that is added', () => {
  it('gets the first free name where it is given none, also among many at once', async () => {
    await addTo(process.book, keySpec('account-2'))
    const adding = Array.from({ length: 5 }, (_, at) => process.book.add({ ...keySpec('', `${KEY}${at}`), name: null }))
    await Promise.all(adding)
    const names = rows().map(({ name }) => name)
    expect(names).toEqual(['account-2', 'account-1', 'account-3', 'account-4', 'account-5', 'account-6'])
  })

  it('is kept sealed, under a key of its own, before anybody goes by it', async () => {
    let seen = -1
    shared.store.beforeWrite = () => void (seen = process.book.accounts.length)
    const account = await addTo(process.book, keySpec('mine'))
    expect(seen).toBe(0)
    expect(account).toMatchObject({ name: 'mine', version: 1, needsSignIn: null, createdAt: NOW })
    expect(account.key).toMatch(/^acct_[0-9a-f]{16}$/)
    expect(account.maskedKey).toBe('sk-ant-…cdef')
    expect(rows()).toEqual([account])
    expect(JSON.stringify(rows())).not.toContain('canary')
    expect(process.book.accounts[0]?.credential?.reveal()).toBe(KEY)
    expect(process.changes).toEqual([['mine']])
    expect(process.book.find(account.id)).toEqual(account)
  })

  it('and cannot be written leaves all as it was', async () => {
    shared.store.beforeWrite = () => {
      throw new Error('the disk is full')
    }
    await expect(process.book.add(keySpec('mine'))).rejects.toThrow('the disk is full')
    expect([process.book.accounts, process.changes, rows()]).toEqual([[], [], []])
    shared.store.beforeWrite = () => {}
    await addTo(process.book, keySpec('mine'))
    expect(rows()).toHaveLength(1)
  })

  it('by a version that knew of no caps has none', async () => {
    const { maxInFlight: _in, maxUtilization: _use, quotaGroup: _group, ...older } = keySpec('mine')
    // As a sign-in that was begun before an update, or a Worker of before, hands it over.
    await process.book.add(older as NewAccount)
    expect(process.book.accounts[0]?.stored).toMatchObject({
      maxInFlight: null,
      maxUtilization: null,
      quotaGroup: null,
    })
  })

  it('against which the settings have something is not written', async () => {
    shared.check = (accounts) => accounts.map(({ stored }) => `${stored.name} is one too many`)
    expect(await process.book.add(keySpec('mine'))).toEqual({ kind: 'refused', sentences: ['mine is one too many'] })
    expect([rows(), process.changes]).toEqual([[], []])
  })

  it('is checked with what was added just before, however many come at once', async () => {
    shared.check = (accounts) =>
      new Set(accounts.map(({ stored }) => stored.name)).size < accounts.length ? ['twice'] : []
    const all = await Promise.all([1, 2, 3, 4].map((number) => process.book.add(keySpec('mine', `${KEY}${number}`))))
    expect(all.map(({ kind }) => kind)).toEqual(['kept', 'refused', 'refused', 'refused'])
  })

  it('that signs in is known by its row: its tokens come and go', async () => {
    const account = await addTo(process.book, specOf('person'))
    await process.book.change(account.id, { tokens: tokensOf(3, NOW) })
    expect(process.book.find(account.id)).toMatchObject({ id: account.id, maskedKey: '***', version: 2 })
  })
})

describe('a change', () => {
  it('of what is said about an account leaves its id and its credential', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const change = { name: 'yours', pool: 'lb', weight: 3, priority: 2, models: ['claude-*'], note: 'for tests' }
    expect(await process.book.change(account.id, change)).toEqual({
      kind: 'kept',
      account: { ...account, ...change, version: 2 },
    })
    expect(process.book.accounts[0]?.credential?.reveal()).toBe(KEY)
    expect(rows()).toMatchObject([{ ...change, sealed: account.sealed }])
  })

  it('of the credential makes it another account in the same row: what was remembered of the first is not its own', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const outcome = await process.book.change(account.id, { ...renewedTo('sk-ant-another-0123456789'), weight: 4 })
    if (outcome.kind !== 'kept') throw new Error(outcome.kind)
    expect(outcome.account).toMatchObject({ key: account.key, weight: 4, maskedKey: 'sk-ant-…6789' })
    expect(outcome.account.id).not.toBe(account.id)
    expect(process.book.find(account.id)).toBeNull()
    expect((await openAccounts(rows(), shared.vault)).accounts[0]?.credential?.reveal()).toBe(
      'sk-ant-another-0123456789',
    )
  })

  it('back to the first credential is the first account again', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const other = await process.book.change(account.id, renewedTo('sk-ant-another-0123456789'))
    if (other.kind !== 'kept') throw new Error(other.kind)
    expect(await process.book.change(other.account.id, renewedTo(KEY))).toMatchObject({ account: { id: account.id } })
  })

  it('of where a credential goes comes with it', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const change = renewedTo(KEY, { provider: 'own', baseUrl: 'https://own.example', allowPrivate: true })
    expect(await process.book.change(account.id, change)).toMatchObject({
      account: { provider: 'own', baseUrl: 'https://own.example', allowPrivate: true },
    })
  })

  it('of an account that is none is told', async () => {
    expect(await process.book.change('nobody', { weight: 2 })).toEqual({ kind: 'unknown' })
    expect(await process.book.remove('nobody')).toEqual({ kind: 'unknown' })
  })

  it('and another at the same time both happen', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    await Promise.all([
      process.book.change(account.id, { weight: 5 }),
      process.book.change(account.id, { priority: 5 }),
    ])
    expect(rows()).toMatchObject([{ weight: 5, priority: 5, version: 3 }])
  })

  it('is made on the row as another process left it', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const other = await startProcess(shared, 'another process')
    await other.book.change(account.id, { note: 'theirs' })
    expect(await process.book.change(account.id, { weight: 5 })).toMatchObject({
      account: { note: 'theirs', weight: 5, version: 3 },
    })
    expect(process.changes.length).toBeGreaterThan(1)
  })

  it('of an account that another process removed meanwhile finds none', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const other = await startProcess(shared, 'another process')
    await other.book.remove(account.id)
    expect(await process.book.change(account.id, { weight: 5 })).toEqual({ kind: 'unknown' })
    expect(process.book.accounts).toEqual([])
  })

  it('gives up where others are always faster', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    shared.store.replace = () => Promise.resolve(false)
    expect(await process.book.change(account.id, { weight: 5 })).toMatchObject({ kind: 'refused' })
    expect(process.book.find(account.id)?.weight).toBe(1)
  })

  it('that cannot be written leaves all as it was', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    shared.store.beforeWrite = () => {
      throw new Error('the disk is full')
    }
    await expect(process.book.change(account.id, renewedTo('sk-ant-another-0123456789'))).rejects.toThrow('full')
    await expect(process.book.remove(account.id)).rejects.toThrow('full')
    expect(process.book.accounts.map(({ stored, credential }) => [stored, credential?.reveal()])).toEqual([
      [account, KEY],
    ])
  })
})

describe('an account that is removed', () => {
  it('is gone at once and for good, and its name and key are free', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    expect(await process.book.remove(account.id)).toEqual({ kind: 'removed' })
    expect([process.book.accounts, rows()]).toEqual([[], []])
    expect(await addTo(process.book, keySpec('mine'))).toMatchObject({ id: account.id })
  })
})

describe('tokens', () => {
  it('that a refresh brings are no news to whoever chooses accounts', async () => {
    const account = await addTo(process.book, specOf('person'))
    expect(await process.book.keepTokens(account, tokensOf(1, NOW))).toBe(true)
    expect(process.changes).toHaveLength(1)
    expect((await process.book.read(account.key))?.tokens?.accessToken).toBe('access-1')
  })

  it('are not kept over others', async () => {
    const account = await addTo(process.book, specOf('person'))
    await process.book.change(account.id, { tokens: tokensOf(8, NOW) })
    expect(await process.book.keepTokens(account, tokensOf(1, NOW))).toBe(false)
    expect(await process.book.needSignIn(account, 'invalid_grant')).toBe(false)
    expect((await process.book.read(account.key))?.tokens?.accessToken).toBe('access-8')
  })

  it('are not kept over those that another process has written', async () => {
    const account = await addTo(process.book, specOf('person'))
    const other = await startProcess(shared, 'another process')
    await other.book.keepTokens(account, tokensOf(8, NOW))
    expect(await process.book.keepTokens(account, tokensOf(1, NOW))).toBe(false)
    expect(await process.book.needSignIn(account, 'invalid_grant')).toBe(false)
    expect(rows()).toMatchObject([{ needsSignIn: null, version: 2 }])
  })

  it('of a sign-in end the need for one, which is news', async () => {
    const account = await addTo(process.book, specOf('person'))
    await process.book.needSignIn(account, 'invalid_grant')
    await process.book.change(account.id, { tokens: tokensOf(8, NOW) })
    expect(rows()).toMatchObject([{ needsSignIn: null }])
    expect(process.changes).toHaveLength(3)
  })

  it('are read as they are on disk, whoever wrote them', async () => {
    const account = await addTo(process.book, specOf('person'))
    const other = await startProcess(shared, 'another process')
    await other.book.change(account.id, { tokens: tokensOf(8, NOW), note: 'theirs' })
    expect((await process.book.read(account.key))?.tokens?.accessToken).toBe('access-8')
    expect(process.book.find(account.id)?.note).toBe('theirs')
    expect(await process.book.read('acct_nobody')).toBeNull()
  })
})

describe('under another secret', () => {
  it('every credential is the same, and none opens with the one before', async () => {
    await addTo(process.book, keySpec('mine'))
    await addTo(process.book, specOf('person'))
    await addTo(process.book, specOf('workload', { kind: 'workload_identity', credential: { kind: 'none' } }))
    const next = await createVault(new Secret('another secret of this installation'))
    const resealed = await resealAll(rows(), shared.vault, next)
    expect(resealed.map(({ name }) => name)).toEqual(['mine', 'person'])
    expect((await openAccounts(resealed, next)).broken).toEqual([])
    expect((await openAccounts(resealed, shared.vault)).broken).toEqual(['mine', 'person'])
  })

  it('nothing is sealed where one does not open, and it is named', async () => {
    const account = await addTo(process.book, keySpec('mine'))
    const next = await createVault(new Secret('another secret of this installation'))
    const moved = [{ ...account, key: 'acct_elsewhere' }]
    await expect(resealAll(moved, shared.vault, next)).rejects.toThrow('the credential of account mine does not open')
  })
})

it('nothing can be added or signed in to without a secret to seal it with', async () => {
  const { store } = shared
  const without = await startProcess({ ...shared, store, vault: null })
  expect(await without.book.add(keySpec('mine'))).toMatchObject({
    kind: 'refused',
    sentences: [expect.stringContaining('CLAUDEFLARE_SECRET')],
  })
  expect(rows()).toEqual([])
})

describe('a sealed credential', () => {
  it.each([
    ['another vendor', { provider: 'openai' }],
    ['another address', { baseUrl: 'https://elsewhere.example' }],
    ['a private network', { allowPrivate: true }],
    ['another row', { key: 'acct_2' }],
    ['another use', { kind: 'oauth' }],
  ] as const)('does not open where somebody who has not the secret turned its row to %s', async (_, turned) => {
    const vault = await createVault(new Secret('the secret of this installation, 32+'))
    const row = { key: 'acct_1', kind: 'api_key', provider: 'anthropic', baseUrl: null, allowPrivate: false } as const
    const sealed = await vault.seal('sk-ant-canary', placeOf(row))
    expect(await vault.open(sealed, placeOf(row))).toBe('sk-ant-canary')
    expect(await vault.open(sealed, placeOf({ ...row, ...turned }))).toBeNull()
  })
})
