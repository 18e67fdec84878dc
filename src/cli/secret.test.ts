import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modeOf, temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { openStore } from '../stores/sqlite/open-store.ts'
import { answering, record } from './recorded-terminal.ts'

const KEY = 'sk-ant-canary1-0123456789abcdefghij1'
const FIRST = 'the-first-secret-of-0123456789abcdef'

function secretOf(folder: string): string {
  return readFileSync(join(folder, 'secret'), 'utf8').trim()
}

async function addOne(env: Readonly<Record<string, string>>): Promise<void> {
  const added = await record(['accounts', 'add', 'work'], env, { input: KEY })
  expect(added.status).toBe(0)
}

async function stateOf(env: Readonly<Record<string, string>>): Promise<unknown> {
  return JSON.parse((await record(['secret', '--json'], env)).out)
}

describe('secret status', () => {
  it('makes nothing where nothing is', async () => {
    using folder = temporaryFolder()
    const { status, out } = await record(['secret', 'status'], { CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(0)
    expect(out).toMatch(/none yet.*\ncredentials 0\nvault {7}holds nothing/)
    expect(existsSync(join(folder.path, 'secret'))).toBe(false)
    expect(existsSync(join(folder.path, 'claudeflare.db'))).toBe(false)
  })

  it('tells where it is and whether it opens, and never what it is', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const { status, out, err } = await record(['secret'], env)
    expect(status).toBe(0)
    expect(out).toContain(join(folder.path, 'secret'))
    expect(out).toContain('opens')
    expect(`${out}${err}`).not.toContain(secretOf(folder.path))
    expect(await stateOf({ ...env, CLAUDEFLARE_SECRET: FIRST })).toMatchObject({
      source: 'CLAUDEFLARE_SECRET',
      credentials: 1,
      vault: 'locked',
    })
    rmSync(join(folder.path, 'secret'))
    expect(await record(['secret'], env)).toMatchObject({ status: 1, out: expect.stringContaining('does not open') })
  })
})

describe('secret rotate', () => {
  it('makes another one in the file, and shows neither', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const before = secretOf(folder.path)
    const { status, out, err } = await record(['secret', 'rotate'], env)
    expect({ status, out }).toEqual({ status: 0, out: '' })
    expect(err).toContain('1 credential is sealed with the new secret')
    const after = secretOf(folder.path)
    expect(after).not.toBe(before)
    for (const secret of [before, after]) expect(err).not.toContain(secret)
    expect(await stateOf(env)).toMatchObject({ vault: 'opens', credentials: 1 })
    expect(existsSync(join(folder.path, 'secret.next'))).toBe(false)
  })

  it('of the environment is shown once, alone on standard output, and opens the vault from then on', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, CLAUDEFLARE_SECRET: FIRST }
    await addOne(env)
    const { status, out, err } = await record(['secret', 'rotate'], env)
    expect(status).toBe(0)
    expect(out).toMatch(/^[\w-]{43}$/)
    expect(err).toContain('set CLAUDEFLARE_SECRET')
    expect(err).not.toContain(out)
    expect(await stateOf(env)).toMatchObject({ vault: 'locked' })
    expect(await stateOf({ ...env, CLAUDEFLARE_SECRET: out })).toMatchObject({ vault: 'opens' })
    expect(existsSync(join(folder.path, 'secret'))).toBe(false)
  })

  it('takes the new one from standard input, or asks for it, and does not show it', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const given = 'the-second-secret-0123456789abcdefghijk'
    const piped = await record(['secret', 'rotate', '--from-stdin'], env, { input: `${given}\n` })
    expect(piped).toMatchObject({ status: 0, out: '' })
    expect(secretOf(folder.path)).toBe(given)
    expect(piped.err).not.toContain(given)
    const same = await record(['secret', 'rotate', '--from-stdin'], env, answering(given))
    expect(same).toMatchObject({ status: 1, err: expect.stringContaining('is the secret already') })
    expect((await record(['secret', 'rotate', '--from-stdin'], env)).status).toBe(2)
    expect((await record(['secret', 'rotate', '--from-stdin'], env, answering())).status).toBe(1)
    expect(await stateOf(env)).toMatchObject({ vault: 'opens' })
  })

  it('refuses one that could be guessed, and warns of one that is short', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const before = secretOf(folder.path)
    expect(await record(['secret', 'rotate', '--from-stdin'], env, { input: 'fifteen-letters' })).toMatchObject({
      status: 2,
      err: expect.stringContaining('the secret has 15 characters; it needs 16'),
    })
    expect(secretOf(folder.path)).toBe(before)
    expect(await record(['secret', 'rotate', '--from-stdin'], env, { input: 'sixteen--letters' })).toMatchObject({
      status: 0,
      err: expect.stringContaining('the secret has 16 characters; 32 or more of chance are advised'),
    })
  })

  it('with another secret than the right one changes nothing', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const wrong = await record(['secret', 'rotate'], { ...env, CLAUDEFLARE_SECRET: FIRST })
    expect(wrong).toMatchObject({ status: 1, out: '', err: expect.stringContaining('cannot be opened') })
    expect(await stateOf(env)).toMatchObject({ vault: 'opens' })
  })
})

describe('doctor', () => {
  it('counts stored accounts, and says whether the vault opens', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const fine = await record(['doctor', '--offline'], env)
    expect(fine.status).toBe(0)
    expect(fine.out).toContain('1 accounts, 0 of them in pool lb, 1 added by command or API')
    expect(fine.out).toContain('which holds 1 credential, opens')
    const locked = await record(['doctor', '--offline'], { ...env, CLAUDEFLARE_SECRET: FIRST })
    expect(locked).toMatchObject({ status: 2, out: expect.stringContaining('CLAUDEFLARE_SECRET is not the right one') })
  })

  it('closes what others could read, and says so', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    chmodSync(join(folder.path, 'secret'), 0o644)
    expect(await record(['doctor', '--offline'], env)).toMatchObject({
      status: 0,
      out: expect.stringContaining(`${join(folder.path, 'secret')} was open to others (0644); it is 0600 now`),
    })
    expect(modeOf(join(folder.path, 'secret'))).toBe('600')
  })

  it('says what of the state cannot be written', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const fine = await record(['doctor', '--offline'], env)
    expect(fine).toMatchObject({ status: 0, out: expect.stringContaining('can be written to') })
    writeFileSync(join(folder.path, 'file'), '')
    const elsewhere = { ...env, DATABASE_URL: `sqlite:${join(folder.path, 'file/claudeflare.db')}` }
    const sentence = expect.stringMatching(/wrong .*file cannot be written to: a part of the path is no folder/)
    expect(await record(['doctor', '--offline'], elsewhere)).toMatchObject({ status: 1, out: sentence })
  })

  it('names accounts that a start would be refused for', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const twin = await record(['doctor', '--offline'], { ...env, LOAD_BALANCER_API_KEYS: KEY })
    expect(twin).toMatchObject({ status: 2, out: expect.stringContaining('account work') })
  })

  it('names accounts that somebody has to sign in to again', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await addOne(env)
    const path = join(folder.path, 'claudeflare.db')
    const retention = { detailDays: 7, rollupDays: 365 }
    const store = await openStore({ path, backupsDir: folder.path, retention, onProblem() {} })
    const [account] = await store.accounts.list()
    if (account !== undefined) {
      await store.accounts.replace({ ...account, needsSignIn: 'invalid_grant', version: 2 }, account.version)
    }
    await store.close()
    expect((await record(['doctor', '--offline'], env)).out).toContain(
      'account work needs sign-in: claudeflare accounts sign-in work',
    )
    const listed = await record(['accounts'], env)
    expect(listed.out).toMatch(/needs_sign_in +invalid_grant/)
  })
})
