import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { answering, record, type Recorded } from './recorded-terminal.ts'

const KEY = 'sk-ant-canary1-0123456789abcdefghij1'
const OTHER_KEY = 'sk-ant-canary2-0123456789abcdefghij2'

function itemsOf(listed: Recorded): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(listed.out).items
}

/** Everything that lies in a state folder, as text. */
function contentOf(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

function onlySecret(folder: string): string {
  return readFileSync(join(folder, 'secret'), 'utf8').trim()
}

describe('accounts while no server runs', () => {
  it('are added with a key from standard input, which lies nowhere in the clear', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const argv = ['accounts', 'add', 'work', '--pool', 'batch', '--weight', '3', '--model', 'claude-*, claude-x']
    const added = await record(argv, env, { input: `  ${KEY}\n` })
    expect(added).toMatchObject({ status: 0, err: '' })
    expect(added.out).toBe('work is added: pool batch, provider anthropic, key sk-ant-…hij1')
    expect(itemsOf(await record(['accounts', '--json'], env))).toMatchObject([
      { name: 'work', pool: 'batch', weight: 3, models: ['claude-*', 'claude-x'], kind: 'api_key', source: 'store' },
    ])
    expect(contentOf(folder.path)).not.toContain(KEY)
  })

  it('are listed with their kind, and how they are', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    const [title, row] = (await record(['accounts'], env)).out.split('\n')
    expect(title).toMatch(/^NAME +POOL +PROVIDER +KIND +KEY +WEIGHT +STATE/)
    expect(row).toMatch(/^work +accounts +anthropic +api_key +sk-ant-…hij1 +1 +serving/)
  })

  it('are paused with a reason that stays, and resumed', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    expect(await record(['accounts', 'pause', 'work', '--reason', 'a billing question'], env)).toMatchObject({
      status: 0,
      out: 'work is paused',
    })
    const [paused] = itemsOf(await record(['accounts', '--json'], env))
    expect(paused).toMatchObject({ state: 'paused', reason: 'a billing question' })
    expect((await record(['accounts', 'resume', 'work'], env)).out).toBe('work is serving')
  })

  it('are changed and renamed, and the rest of them stays', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work', '--note', 'first', '--weight', '2'], env, { input: KEY })
    const set = ['accounts', 'set', 'work', '--priority', '-1', '--model-map', 'claude-*=other,x=y', '--note=']
    expect((await record(set, env)).status).toBe(0)
    expect((await record(['accounts', 'rename', 'work', 'the new one'], env)).status).toBe(0)
    expect(itemsOf(await record(['accounts', '--json'], env))).toMatchObject([
      { name: 'the new one', weight: 2, priority: -1, note: null, model_map: { 'claude-*': 'other', x: 'y' } },
    ])
  })

  it('are capped, and what was set is taken back by nothing', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const caps = ['--max-in-flight', '8', '--max-utilization', '0.9', '--quota-group', 'Acme org-1']
    expect((await record(['accounts', 'add', 'work', ...caps], env, { input: KEY })).status).toBe(0)
    const [title, row] = (await record(['accounts'], env)).out.split('\n')
    expect(title).toMatch(/WEIGHT +MAX IN FLIGHT +MAX USE +QUOTA GROUP +STATE/)
    expect(row).toMatch(/ 1 +8 +0\.9 +Acme org-1 +serving/)
    expect((await record(['accounts', 'set', 'work', '--max-in-flight=', '--quota-group='], env)).status).toBe(0)
    expect(itemsOf(await record(['accounts', '--json'], env))).toMatchObject([
      { max_in_flight: null, max_utilization: 0.9, quota_group: null },
    ])
  })

  it('take another key, also together with where it is sent', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    const [before] = itemsOf(await record(['accounts', '--json'], env))
    const argv = ['accounts', 'key', 'work', '--provider', 'openai', '--json']
    const after: unknown = JSON.parse((await record(argv, env, { input: OTHER_KEY })).out)
    expect(after).toMatchObject({ name: 'work', provider: 'openai', maskedKey: 'sk-ant-…hij2' })
    expect(after).not.toMatchObject({ id: before?.['id'] })
  })

  it('are removed by somebody who is sure', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    expect(await record(['accounts', 'remove', 'work'], env)).toMatchObject({
      status: 2,
      err: expect.stringContaining('--yes'),
    })
    const doubting = answering(false)
    expect(await record(['accounts', 'remove', 'work'], env, doubting)).toMatchObject({ status: 1 })
    const sure = answering(true)
    expect(await record(['accounts', 'remove', 'work'], env, sure)).toMatchObject({ status: 0, out: 'work is removed' })
    expect(sure.asked).toEqual(['Remove work? Its credential is deleted.'])
    expect((await record(['accounts'], env)).out).toContain('no accounts')
  })

  it('are removed also where the vault cannot be opened', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    await record(['accounts', 'add', 'spare'], env, { input: OTHER_KEY })
    const secret = onlySecret(folder.path)
    writeFileSync(join(folder.path, 'secret'), 'another-secret-of-0123456789abcdef\n')
    const refused = await record(['accounts', 'add', 'third'], env, { input: `${KEY}x` })
    expect(refused).toMatchObject({ status: 2, err: expect.stringContaining('cannot be opened') })
    expect((await record(['accounts', 'remove', 'work', '--yes'], env)).status).toBe(0)
    writeFileSync(join(folder.path, 'secret'), secret)
    expect(itemsOf(await record(['accounts', '--json'], env)).map(({ name }) => name)).toEqual(['spare'])
  })

  it('are removed also where no server would start with them', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const config = join(folder.path, 'config.json')
    writeFileSync(config, '{"providers":{"vendor":{"base_url":"https://vendor.example"}}}')
    await record(['accounts', 'add', 'work', '--provider', 'vendor'], env, { input: KEY })
    writeFileSync(config, '{}')
    expect(await record(['accounts'], env)).toMatchObject({ status: 2, err: expect.stringContaining('vendor') })
    expect((await record(['accounts', 'remove', 'work', '--yes'], env)).status).toBe(0)
    expect((await record(['accounts'], env)).status).toBe(0)
  })

  it('that the environment sets are left to it', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, LOAD_BALANCER_API_KEYS: KEY }
    for (const argv of [
      ['set', 'key-1', '--weight', '2'],
      ['rename', 'key-1', 'x'],
      ['remove', 'key-1', '--yes'],
    ]) {
      const { status, err } = await record(['accounts', ...argv], env)
      expect(status).toBe(1)
      expect(err).toMatch(/is set by .*environment/)
    }
  })

  it('are checked as a server would at its start: a name and a key stand once', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['accounts', 'add', 'work'], env, { input: KEY })
    const name = await record(['accounts', 'add', 'work'], env, { input: OTHER_KEY })
    expect(name).toMatchObject({ status: 1, err: expect.stringContaining('work') })
    const key = await record(['accounts', 'add', 'spare'], env, { input: KEY })
    expect(key).toMatchObject({ status: 1, err: expect.stringContaining('same key') })
    expect(`${name.err}${key.err}`).not.toContain(KEY)
  })

  it('need no key of a client, also where there are some', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, CLAUDEFLARE_ADMIN_KEY: 'an-admin-key-of-32-characters-00' }
    await record(['keys', 'create', '--name', 'a', '--scope', 'admin'], env)
    expect((await record(['accounts', 'add', 'work'], env, { input: KEY })).status).toBe(0)
  })

  it('of a workload need no key, but a place to prove its identity at', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const ids = ['--federation-rule-id', 'fdrl_1', '--organization-id', 'org-1', '--workspace-id', 'wrk_1']
    const argv = ['accounts', 'add', 'ci', '--provider', 'anthropic', ...ids]
    expect(await record(argv, env)).toMatchObject({ status: 1, err: expect.stringContaining('workload_identity') })
    const section = { workload_identity: { assertion_file: '/run/token', token_endpoint: 'https://vendor.example/t' } }
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify({ providers: { anthropic: section } }))
    expect((await record(argv, env)).out).toBe('ci is added: pool accounts, provider anthropic, a workload identity')
  })
})

describe('a credential on the command line', () => {
  it.each([
    [['accounts', 'add', KEY]],
    [['accounts', 'add', 'x', '--note', KEY]],
    [['accounts', 'add', 'x', `--api-key=${KEY}`]],
    [['accounts', 'add', 'x', '--key', 'abc']],
    [['accounts', 'key', 'x', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmVk']],
    [['accounts', 'add', 'x', '0123456789abcdef0123456789abcdef']],
    [['secret', 'rotate', '--secret', 'x']],
  ])('is refused, and not said again: %j', async (argv) => {
    using folder = temporaryFolder()
    const { status, err, out } = await record(argv, { CLAUDEFLARE_HOME: folder.path }, { input: OTHER_KEY })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('can read a command line')
    for (const argument of argv.filter((text) => text.length > 20)) expect(err).not.toContain(argument)
  })

  it.each(['xai-main', 'team-a-production-eu-west-1-account-2', 'the one of my friend'])(
    'is not what a name is taken for: %s',
    async (name) => {
      using folder = temporaryFolder()
      const env = { CLAUDEFLARE_HOME: folder.path }
      expect((await record(['accounts', 'add', name], env, { input: KEY })).status).toBe(0)
    },
  )
})

describe('at a terminal', () => {
  it('all is asked for where nothing is said', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const person = answering('api_key', 'anthropic', 'work', 'accounts', KEY)
    const { status, out, err } = await record(['accounts', 'add'], env, person)
    expect({ status, out }).toEqual({
      status: 0,
      out: 'work is added: pool accounts, provider anthropic, key sk-ant-…hij1',
    })
    expect(person.asked.at(-1)).toBe('The key (it does not show)')
    expect(`${out}${err}${person.asked.join('')}`).not.toContain(KEY)
  })

  it('only the key is asked for where the rest is said', async () => {
    using folder = temporaryFolder()
    const person = answering(KEY)
    expect((await record(['accounts', 'add', 'work'], { CLAUDEFLARE_HOME: folder.path }, person)).status).toBe(0)
    expect(person.asked).toEqual(['The key (it does not show)'])
  })

  it('a vendor on a private network is asked about', async () => {
    using folder = temporaryFolder()
    const person = answering('api_key', 'another', 'vllm', 'http://127.0.0.1:8000', true, 'local', 'accounts', 'none')
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect((await record(['accounts', 'add', '--json'], env, person)).out).toContain('"allow_private": true')
  })

  it('a sign-in that no vendor is set up for says what is missing', async () => {
    using folder = temporaryFolder()
    const { status, err } = await record(['accounts', 'add'], { CLAUDEFLARE_HOME: folder.path }, answering('oauth'))
    expect(status).toBe(1)
    expect(err).toContain('providers.<name>.oauth')
  })

  it.each([[[]], [['api_key']], [['api_key', 'anthropic', 'work', 'accounts']]])(
    'nothing is added where the person gives up after %j',
    async (answers) => {
      using folder = temporaryFolder()
      const env = { CLAUDEFLARE_HOME: folder.path }
      const { status, err } = await record(['accounts', 'add'], env, answering(...answers))
      expect(status).toBe(1)
      expect(err).toMatch(/nothing was (?:added|changed)/)
      expect((await record(['accounts'], env)).out).toContain('no accounts')
    },
  )
})

describe('used wrongly', () => {
  it.each([
    [['add', 'work'], 'no key came on standard input'],
    [['add', 'my', 'work'], 'in quotes'],
    [['add', 'work', '--kind', 'password'], '--kind is one of api_key, oauth, workload_identity'],
    [['add', 'work', '--kind', 'api_key', '--sign-in'], '--kind is one of'],
    [['add', 'work', '--sign-in'], 'a sign-in needs --provider'],
    [['add', 'work', '--sign-in', '--base-url', 'https://x.example'], '--base-url is not for an account of kind oauth'],
    [['add', 'work', '--workspace-id', 'x'], '--workspace-id is not for an account of kind api_key'],
    [['add', 'work', '--weight', '0'], '--weight "0": accepted is a whole number from 1'],
    [
      ['add', 'work', '--max-utilization', '90'],
      '--max-utilization "90": accepted is a number above 0 up to 1, or nothing to take it back',
    ],
    [['set', 'work', '--max-in-flight', '0'], '--max-in-flight "0": accepted is a whole number of calls from 1'],
    [['set', 'work', '--quota-group', 'a/b'], '--quota-group "a/b": accepted is up to 64 of'],
    [['add', 'work', '--base-url', 'https://me:hunter2@x.example'], '--base-url "https://***@x.example": accepted is'],
    [['add', 'work', '--base-url', 'http://10.0.0.1'], 'add --allow-private'],
    [['add', 'w\u0007'], 'printable'],
    [['set', 'work'], 'nothing to change'],
    [['set', 'work', '--base-url', 'https://x.example'], '--base-url is not for accounts set'],
    [['set'], 'name one account'],
    [['rename', 'work'], 'name one account, and what it is to be called'],
    [['remove', 'a', 'b', '--yes'], 'b is not known'],
    [['pause', 'work', '--yes'], '--yes is not for accounts pause'],
  ])('accounts %j is refused with status 2', async (argv, why) => {
    using folder = temporaryFolder()
    const { status, err, out } = await record(['accounts', ...argv], { CLAUDEFLARE_HOME: folder.path })
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain(why)
  })

  it.each(['set', 'key', 'rename', 'pause', 'remove', 'sign-in'])('%s of nobody says so', async (action) => {
    using folder = temporaryFolder()
    const flags = { set: ['--weight', '2'], rename: ['other'], remove: ['--yes'] }[action] ?? []
    const env = { CLAUDEFLARE_HOME: folder.path }
    const { status, err } = await record(['accounts', action, 'nobody', ...flags], env, { input: KEY })
    expect(status).toBe(1)
    expect(err).toContain('no account nobody')
  })
})
