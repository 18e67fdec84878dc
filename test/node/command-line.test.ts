import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answering, record, type Recorded } from '../../src/cli/recorded-terminal.ts'
import { ask, askJson } from '../harness/ask.ts'
import { COMPILE_CACHE } from '../harness/compile-cache.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Commands beside a server that runs: they find it by its state folder, and change nothing behind its back. */
const KEY = 'sk-ant-canary-of-the-command-line-1'
const OTHER_KEY = 'sk-ant-canary-of-the-command-line-2'

/** A command as a process of its own, and what has become of it. */
function startCommand(argv: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['src/cli/main.ts', ...argv], {
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  const ended = once(child, 'close').then(([status]: unknown[]) => ({ status, out }))
  return { child, ended }
}

function itemsOf(listed: Recorded): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(listed.out).items
}

describe('accounts of a running server', () => {
  test('serve as soon as they are added, with the new key as soon as it is replaced, and no more when removed', async () => {
    await using stage = await openStage({})
    const env = { CLAUDEFLARE_HOME: stage.gateway.home }
    const call = () => askJson(`${stage.gateway.url}/v1/messages`, MESSAGE)
    expect((await call()).status).toBe(503)
    expect((await record(['accounts', 'add', 'work'], env, { input: KEY })).status).toBe(0)
    expect(await call()).toMatchObject({ status: 200, account: 'work' })
    expect((await record(['accounts', 'key', 'work'], env, { input: OTHER_KEY })).status).toBe(0)
    expect((await call()).status).toBe(200)
    expect((await record(['accounts', 'rename', 'work', 'a/b ..'], env)).status).toBe(0)
    expect((await record(['accounts', 'rename', 'a/b ..', 'spare'], env)).status).toBe(0)
    expect(await call()).toMatchObject({ status: 200, account: 'spare' })
    expect(stage.provider.received().map(({ key }) => key)).toEqual([KEY, KEY, OTHER_KEY, OTHER_KEY])
    expect(stage.provider.received()[0]?.target).toBe('/v1/models?limit=1')
    expect((await record(['accounts', 'pause', 'spare', '--reason', 'holiday'], env)).out).toBe('spare is paused')
    expect(itemsOf(await record(['accounts', '--json'], env))).toMatchObject([{ name: 'spare', reason: 'holiday' }])
    expect((await call()).status).toBe(503)
    expect((await record(['accounts', 'remove', 'spare'], env, answering(true))).status).toBe(0)
    expect(itemsOf(await record(['accounts', '--json'], env))).toEqual([])
    const said = stage.gateway.stdout() + stage.gateway.stderr()
    for (const key of [KEY, OTHER_KEY]) expect(said).not.toContain(key)
  })

  test('added while none runs serve when it starts', async () => {
    await using files = await openTemporaryFiles()
    const env = { CLAUDEFLARE_HOME: files.folder }
    expect((await record(['accounts', 'add', 'work', '--pool', 'lb'], env, { input: KEY })).status).toBe(0)
    await using stage = await openStage({ home: files.folder })
    expect(await stage.message()).toMatchObject({ status: 200, account: 'work' })
  })

  test('are asked for with an admin key once there is one', async () => {
    const admin = 'canary-of-an-admin-key-0123456789'
    await using stage = await openStage({ env: { CLAUDEFLARE_ADMIN_KEY: admin } })
    const env = { CLAUDEFLARE_URL: stage.gateway.url }
    const refused = await record(['accounts', 'add', 'work'], env, { input: KEY })
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining('put an admin key into CLAUDEFLARE_KEY') })
    const added = await record(['accounts', 'add', 'work'], { ...env, CLAUDEFLARE_KEY: admin }, { input: KEY })
    expect(added.status).toBe(0)
  })
})

describe('an account that is added', () => {
  test.each([
    [{ kind: 'ok' }, { out: expect.stringMatching(/is added.*\nwork: the vendor takes the credential$/s), err: '' }],
    [
      { kind: 'refuse' },
      {
        out: expect.stringMatching(/^work is added.*$/),
        err: expect.stringMatching(
          /^work: the vendor refuses the credential .*: claudeflare accounts key work replaces it$/,
        ),
      },
    ],
    [
      { kind: 'fail', status: 404 },
      {
        out: expect.stringMatching(/^work is added.*$/),
        err: expect.stringMatching(/^work: .*no free call that tells/),
      },
    ],
  ] as const)('is checked at once, and there whatever its vendor says: %j', async (step, told) => {
    await using stage = await openStage({})
    stage.provider.on(KEY).otherwise(step)
    const env = { CLAUDEFLARE_HOME: stage.gateway.home }
    expect(await record(['accounts', 'add', 'work'], env, { input: KEY })).toMatchObject({ status: 0, ...told })
    expect(itemsOf(await record(['accounts', '--json'], env))).toMatchObject([{ name: 'work', state: 'serving' }])
  })
})

test('an admin key is made while the server is down, where the one of the environment is gone', async () => {
  await using files = await openTemporaryFiles()
  const env = { CLAUDEFLARE_HOME: files.folder }
  await record(['keys', 'create', 'caller'], { ...env, CLAUDEFLARE_ADMIN_KEY: 'canary-of-an-admin-key-0123456789' })
  const made = await record(['keys', 'create', 'root', '--scope', 'admin'], env)
  expect(made.status).toBe(0)
  await using stage = await openStage({ home: files.folder })
  const headers = ['x-api-key', made.out.trim()]
  expect((await ask(`${stage.gateway.url}/api/stats`, { headers })).status).toBe(200)
  expect(stage.gateway.stderr()).not.toContain('scope admin')
})

describe('the secret of a running server', () => {
  test('is told of, and changed only when the server is stopped', async () => {
    await using files = await openTemporaryFiles()
    const env = { CLAUDEFLARE_HOME: files.folder }
    {
      await using stage = await openStage({ home: files.folder })
      await record(['accounts', 'add', 'work', '--pool', 'lb'], env, { input: KEY })
      const status = await record(['secret', '--json'], env)
      expect(JSON.parse(status.out)).toMatchObject({ credentials: 1, vault: 'opens' })
      const refused = await record(['secret', 'rotate'], env)
      expect(refused).toMatchObject({ status: 1, err: expect.stringMatching(/in use by process \d+.*stop it first/) })
      await stage.gateway.stop()
    }
    const before = readFileSync(join(files.folder, 'secret'), 'utf8')
    expect((await record(['secret', 'rotate'], env)).status).toBe(0)
    expect(readFileSync(join(files.folder, 'secret'), 'utf8')).not.toBe(before)
    await using stage = await openStage({ home: files.folder })
    expect(await stage.message()).toMatchObject({ status: 200, account: 'work' })
  })

  test('the environment’s opens the vault at the next start with its new value alone', async () => {
    await using files = await openTemporaryFiles()
    const env = { CLAUDEFLARE_HOME: files.folder, CLAUDEFLARE_SECRET: 'the-first-secret-of-0123456789abcdef' }
    await record(['accounts', 'add', 'work', '--pool', 'lb'], env, { input: KEY })
    const { out } = await record(['secret', 'rotate'], env)
    await expect(
      openStage({ home: files.folder, env: { CLAUDEFLARE_SECRET: env.CLAUDEFLARE_SECRET } }),
    ).rejects.toThrow(/ended with 2.*cannot be opened/s)
    await using stage = await openStage({ home: files.folder, env: { CLAUDEFLARE_SECRET: out } })
    expect((await stage.message()).status).toBe(200)
  })
})

describe('a process of its own', () => {
  test('reads the key from a pipe', async () => {
    await using files = await openTemporaryFiles()
    const added = startCommand(['accounts', 'add', 'work'], { CLAUDEFLARE_HOME: files.folder })
    added.child.stdin.end(`${KEY}\n`)
    expect(await added.ended).toMatchObject({ status: 0, out: expect.stringContaining('work is added') })
  })

  test('killed while it changes the secret leaves a vault that one of the two secrets opens', async () => {
    await using files = await openTemporaryFiles()
    const env = { CLAUDEFLARE_HOME: files.folder, CLAUDEFLARE_SECRET: 'the-first-secret-of-0123456789abcdef' }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    let secret = env.CLAUDEFLARE_SECRET
    for (let round = 0; round < 5; round += 1) {
      const rotation = startCommand(['secret', 'rotate'], { ...env, CLAUDEFLARE_SECRET: secret })
      // It is printed right before everything is sealed anew.
      rotation.child.stdout.once('data', () => rotation.child.kill('SIGKILL'))
      const { out } = await rotation.ended
      const opening: string[] = []
      for (const tried of [secret, out.trim()]) {
        const status = await record(['secret', '--json'], { ...env, CLAUDEFLARE_SECRET: tried })
        if (JSON.parse(status.out).vault === 'opens') opening.push(tried)
      }
      expect(opening).toHaveLength(1)
      secret = opening[0] ?? ''
    }
  })
})

describe('a command as a program uses it', () => {
  test('asks an account’s vendor through the server, and tells by its exit status', async () => {
    await using stage = await openStage({ anthropic: 2 })
    const env = { CLAUDEFLARE_HOME: stage.gateway.home }
    stage.always(2, { kind: 'refuse' })
    expect(await startCommand(['accounts', 'check', 'key-1'], env).ended).toMatchObject({ status: 0 })
    expect(await startCommand(['accounts', 'check', 'key-2'], env).ended).toMatchObject({ status: 1 })
    const doctor = await startCommand(['doctor', '--json'], {
      ...env,
      LOAD_BALANCER_API_KEYS: stage.keys.join(','),
      UPSTREAM_ANTHROPIC_URL: stage.provider.url,
    }).ended
    expect(doctor.status).toBe(1)
    const wrong = JSON.parse(doctor.out).items.filter(({ state }: { state: string }) => state === 'wrong')
    expect(wrong).toEqual([{ state: 'wrong', what: expect.stringContaining('account key-2: the vendor refuses') }])
  })

  test('changes a pool and a setting of the running server', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const env = { CLAUDEFLARE_HOME: stage.gateway.home }
    expect(await startCommand(['pools', 'set', 'lb', '--strategy', 'weighted'], env).ended).toMatchObject({ status: 0 })
    const told = await startCommand(['config', 'get', 'load_balancer.strategy'], env).ended
    expect(told).toEqual({ status: 0, out: 'weighted\n' })
  })

  test('has a trace of each request as a timeline', async () => {
    await using stage = await openStage({ anthropic: 2 })
    const env = { CLAUDEFLARE_HOME: stage.gateway.home }
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    await stage.message()
    const list = () => record(['requests', '--since', '5m', '--json'], env)
    await expect.poll(async () => itemsOf(await list()).length, { timeout: 10_000 }).toBe(1)
    const id = String(itemsOf(await list())[0]?.['id'])
    const { out } = await record(['requests', id], env)
    expect(out).toMatch(/attempt 1 +key-1 .* 429 +limit/)
    expect(out).toMatch(/attempt 2 +key-2 .* 200 +success/)
  })

  test.each(['bash', 'zsh'])('prints a script for %s', async (shell) => {
    const { status, out } = await startCommand(['completion', shell], {}).ended
    expect(status).toBe(0)
    expect(out).toContain('_claudeflare')
  })

  test('needs a terminal for top', async () => {
    expect(await startCommand(['top'], {}).ended).toEqual({ status: 2, out: '' })
  })
})

test('doctor looks at a running server and its stored accounts', async () => {
  await using stage = await openStage({})
  const env = { CLAUDEFLARE_HOME: stage.gateway.home }
  await record(['accounts', 'add', 'work', '--pool', 'lb'], env, { input: KEY })
  const { out } = await record(['doctor'], { ...env, LOAD_BALANCER_ENABLED: 'true' })
  expect(out).toContain('1 accounts, 1 of them in pool lb, 1 added by command or API')
  expect(out).toContain('which holds 1 credential, opens')
  expect(out).toContain('the state folder and its files are closed to others')
  expect(out).toContain('can serve')
})

test('keys path shows the token of a running server, and none that it does not take', async () => {
  await using stage = await openStage({})
  const env = { CLAUDEFLARE_HOME: stage.gateway.home }
  const own = await record(['keys', 'path'], { ...env, LOAD_BALANCER_UUID: UUID })
  expect(own).toMatchObject({ status: 0, out: expect.stringContaining(`${stage.gateway.url}/${UUID}/lb`) })
  const other = await record(['keys', 'path'], { ...env, LOAD_BALANCER_UUID: 'not-the-token-it-has' })
  expect(other).toMatchObject({ status: 1, out: '', err: expect.stringContaining('takes another token') })
})
