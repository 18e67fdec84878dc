import { existsSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryAccountStore, type MemoryAccountStore } from '../../accounts/account-store-fixture.ts'
import { placeOf } from '../../accounts/account-book.ts'
import type { Vault } from '../../accounts/vault.ts'
import { storedAccount } from '../../config/stored-account-fixture.ts'
import { Secret } from '../../model/secret.ts'
import { modeOf, temporaryFolder } from './files/temporary-folder.ts'
import { openNodeVault } from './open-node-vault.ts'

const FIRST = 'the first secret of this installation'
const SECOND = 'the second secret of this installation'

let folder: ReturnType<typeof temporaryFolder>
let store: MemoryAccountStore

beforeEach(() => {
  folder = temporaryFolder()
  store = createMemoryAccountStore()
})
afterEach(() => folder[Symbol.dispose]())

const pathOf = (name: string) => join(folder.path, name)

function toSecret(text: string | null): Secret | null {
  return text === null ? null : new Secret(text)
}

function open(secret: string | null = null, previous: string | null = null) {
  return openNodeVault({ home: folder.path, secret: toSecret(secret), previousSecret: toSecret(previous) }, store)
}

async function opened(secret: string | null = null, previous: string | null = null): Promise<Vault> {
  const done = await open(secret, previous)
  if (!done.ok) throw new Error(done.why)
  return done.value
}

async function keep(vault: Vault, name = 'mine'): Promise<void> {
  const { stored } = storedAccount(name)
  await store.insert({ ...stored, sealed: await vault.seal(`the key of ${name}`, placeOf(stored)) })
}

async function keyOf(vault: Vault, name = 'mine'): Promise<string | null> {
  const row = store.rows.get(`acct_${name}`)
  return row === undefined ? null : vault.open(row.sealed ?? '', placeOf(row))
}

/** All that is written of it: rows, the vault's record, and the state folder. */
async function everything(): Promise<string> {
  const files = readdirSync(folder.path).map((name) => [name, readFileSync(pathOf(name), 'utf8')])
  return JSON.stringify([[...store.rows], await store.vault(), files])
}

async function refusal(secret: string | null = null, previous: string | null = null): Promise<string> {
  const before = await everything()
  const done = await open(secret, previous)
  expect(await everything()).toBe(before)
  return done.ok ? 'it opened' : done.why
}

describe('without CLAUDEFLARE_SECRET', () => {
  it('a secret of chance is made once, for its owner’s eyes only, and opens the vault from then on', async () => {
    await keep(await opened())
    expect(modeOf(pathOf('secret'))).toBe('600')
    expect(readFileSync(pathOf('secret'), 'utf8')).toMatch(/^[\w-]{43}\n$/)
    const before = await everything()
    expect(await keyOf(await opened())).toBe('the key of mine')
    expect(await everything()).toBe(before)
  })

  it('and a secret that is gone, the start is refused: none is made anew over what is held', async () => {
    await keep(await opened())
    const secret = readFileSync(pathOf('secret'))
    unlinkSync(pathOf('secret'))
    const why = await refusal()
    expect(why).toContain('which holds the credential of account mine')
    expect(why).toContain('CLAUDEFLARE_SECRET is not set')
    expect(existsSync(pathOf('secret'))).toBe(false)
    writeFileSync(pathOf('secret'), secret, { mode: 0o600 })
    expect(await keyOf(await opened())).toBe('the key of mine')
  })

  it('and another secret in the file, the start is refused, naming the file', async () => {
    await keep(await opened())
    writeFileSync(pathOf('secret'), 'another secret')
    const why = await refusal()
    expect(why).toContain(`the secret of ${pathOf('secret')} is not the one`)
    expect(why).not.toContain('another secret')
  })

  it('and an empty file, the start is refused', async () => {
    await keep(await opened())
    writeFileSync(pathOf('secret'), ' \n')
    expect(await refusal()).toContain('is empty')
  })

  it('and nothing held, a secret that is gone is made anew', async () => {
    await opened()
    unlinkSync(pathOf('secret'))
    await keep(await opened())
    expect(await keyOf(await opened())).toBe('the key of mine')
  })
})

describe('with CLAUDEFLARE_SECRET', () => {
  it('no file is made', async () => {
    await keep(await opened(FIRST))
    expect(readdirSync(folder.path)).toEqual([])
    expect(await keyOf(await opened(FIRST))).toBe('the key of mine')
  })

  it('that is another one, the start is refused, and no secret told', async () => {
    await keep(await opened(FIRST))
    const why = await refusal(SECOND)
    expect(why).toContain('the secret of CLAUDEFLARE_SECRET is not the one it was sealed with')
    expect(why).not.toMatch(/secret of this installation/)
    expect(await refusal(SECOND, 'a third')).toContain('is not the one')
    expect(await refusal()).toContain('CLAUDEFLARE_SECRET is not set')
  })

  it('of five accounts and more the first five are named', async () => {
    const vault = await opened(FIRST)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await keep(vault, name)
    expect(await refusal(SECOND)).toContain('the credentials of accounts a, b, c, d, e, …,')
  })

  it('and CLAUDEFLARE_SECRET_PREVIOUS, everything is sealed anew, and the old one opens nothing any more', async () => {
    const first = await opened(FIRST)
    await keep(first)
    await keep(first, 'yours')
    const done = await open(SECOND, FIRST)
    expect(done).toMatchObject({ ok: true, notes: [expect.stringContaining('can be taken away')] })
    const second = await opened(SECOND)
    expect([await keyOf(second), await keyOf(second, 'yours')]).toEqual(['the key of mine', 'the key of yours'])
    expect(await keyOf(first)).toBeNull()
    expect(await refusal(FIRST)).toContain('is not the one')
    expect(await open(SECOND, FIRST)).toMatchObject({ ok: true, notes: [] })
  })

  it('moves from the file to the variable, with what was in the file as the previous one', async () => {
    await keep(await opened())
    const before = readFileSync(pathOf('secret'), 'utf8').trim()
    expect(await keyOf(await opened(SECOND, before))).toBe('the key of mine')
  })

  it('nothing is sealed anew where one credential does not open, and it is named', async () => {
    const first = await opened(FIRST)
    await keep(first)
    const row = store.rows.get('acct_mine')
    if (row !== undefined) store.rows.set('acct_moved', { ...row, key: 'acct_moved', name: 'moved' })
    expect(await refusal(SECOND, FIRST)).toContain('the credential of account moved does not open')
  })

  it('a vault whose own record is gone is not made anew over what it held', async () => {
    const { stored } = storedAccount('mine')
    await store.insert({ ...stored, sealed: 'v1.of-a-vault-that-is-gone' })
    expect(await refusal(FIRST)).toContain('its own record is gone')
    expect(await refusal()).toContain('its own record is gone')
  })
})

describe('a change of the secret that was interrupted', () => {
  it('before anything was sealed anew is dropped', async () => {
    await keep(await opened())
    writeFileSync(pathOf('secret.next'), 'what was to come', { mode: 0o600 })
    expect(await keyOf(await opened())).toBe('the key of mine')
    expect(readdirSync(folder.path)).toEqual(['secret'])
  })

  it('after all was sealed anew is finished', async () => {
    await keep(await opened(FIRST))
    writeFileSync(pathOf('secret'), 'what was before', { mode: 0o600 })
    writeFileSync(pathOf('secret.next'), FIRST, { mode: 0o600 })
    const done = await open()
    expect(done).toMatchObject({ ok: true, notes: [expect.stringContaining('has been finished')] })
    expect(readdirSync(folder.path)).toEqual(['secret'])
    expect(readFileSync(pathOf('secret'), 'utf8')).toBe(FIRST)
    expect(await keyOf(await opened())).toBe('the key of mine')
  })

  it('and neither secret is the right one: both are left alone', async () => {
    await keep(await opened(FIRST))
    writeFileSync(pathOf('secret'), 'one', { mode: 0o600 })
    writeFileSync(pathOf('secret.next'), 'other', { mode: 0o600 })
    expect(await refusal()).toContain('is not the one')
  })
})
