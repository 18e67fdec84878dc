import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { record, type Recorded } from './recorded-terminal.ts'

function itemsOf(
  listed: Recorded,
): readonly { readonly id: string; readonly name: string; readonly scopes: unknown }[] {
  return JSON.parse(listed.out).items
}

describe('client keys while no server runs', () => {
  it('begin with an admin key, which is shown alone and once', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect(await record(['keys', 'create', '--name', 'a', '--scope', 'call'], env)).toMatchObject({
      status: 2,
      err: expect.stringContaining('the first key must be an admin key'),
    })
    const first = await record(['keys', 'create', '--name', 'a'], env)
    expect(first).toMatchObject({ status: 0, out: expect.stringMatching(/^cf_[A-Za-z0-9]{36}$/) })
    const second = await record(['keys', 'create', '--name', 'b', '--json'], env)
    expect(JSON.parse(second.out)).toMatchObject({ name: 'b', scopes: ['call'], key: expect.stringMatching(/^cf_/) })
    const listed = await record(['keys', 'list', '--json'], env)
    expect(itemsOf(listed).map((key) => key.name)).toEqual(['a', 'b'])
    expect(listed.out).not.toContain(first.out)
  })

  it('are deleted by id, but for the last admin key', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    await record(['keys', 'create', '--name', 'a'], env)
    await record(['keys', 'create', '--name', 'b'], env)
    const [admin, other] = itemsOf(await record(['keys', '--json'], env))
    expect(await record(['keys', 'delete', admin?.id ?? ''], env)).toMatchObject({
      status: 1,
      err: expect.stringContaining('the last admin key that does not expire cannot be deleted'),
    })
    expect(await record(['keys', 'delete', other?.id ?? ''], env)).toMatchObject({ status: 0 })
    expect(itemsOf(await record(['keys', '--json'], env)).map((key) => key.name)).toEqual(['a'])
  })

  it('keep an admin key that lasts: one that expires does not stand in for it', async () => {
    using folder = temporaryFolder()
    const home = { CLAUDEFLARE_HOME: folder.path }
    await record(['keys', 'create', '--name', 'perm'], home)
    await record(['keys', 'create', '--name', 'temp', '--scope', 'admin', '--expires', '1h'], home)
    const [perm, temp] = itemsOf(await record(['keys', '--json'], home))
    expect((await record(['keys', 'delete', perm?.id ?? ''], home)).status).toBe(1)
    expect(await record(['keys', 'delete', temp?.id ?? ''], home)).toMatchObject({ status: 0 })
    await record(['keys', 'create', '--name', 'other', '--scope', 'admin'], home)
    expect(await record(['keys', 'delete', perm?.id ?? ''], home)).toMatchObject({ status: 0 })
  })

  it('are all deleted where CLAUDEFLARE_ADMIN_KEY is an admin key, too', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, CLAUDEFLARE_ADMIN_KEY: 'an-admin-key-of-16' }
    await record(['keys', 'create', '--name', 'perm', '--scope', 'admin'], env)
    const [perm] = itemsOf(await record(['keys', '--json'], env))
    expect(await record(['keys', 'delete', perm?.id ?? ''], env)).toMatchObject({ status: 0 })
  })

  it('need no admin key first where CLAUDEFLARE_ADMIN_KEY is one', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path, CLAUDEFLARE_ADMIN_KEY: 'an-admin-key-of-16' }
    const made = await record(['keys', 'create', '--name', 'a', '--json'], env)
    expect(JSON.parse(made.out)).toMatchObject({ scopes: ['call'] })
  })
})

describe('audit', () => {
  it('lists the keys that the command line made and deleted, and neither key nor hash', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect((await record(['audit'], env)).out).toBe('nothing has been changed yet')
    const made = await record(['keys', 'create', '--name', 'a'], env)
    await record(['keys', 'create', '--name', 'b'], env)
    const other = itemsOf(await record(['keys', '--json'], env)).find(({ name }) => name === 'b')
    await record(['keys', 'delete', other?.id ?? ''], env)
    await record(['keys', 'delete', 'key_nobody'], env)
    const listed = await record(['audit', '--json'], env)
    expect(JSON.parse(listed.out).items).toMatchObject([
      { who: 'command line', action: 'key.delete', target: other?.id, detail: { name: 'b' } },
      { who: 'command line', action: 'key.create', target: other?.id, detail: { name: 'b', scopes: ['call'] } },
      { who: 'command line', action: 'key.create', detail: { name: 'a', scopes: ['admin', 'call'] } },
    ])
    expect(listed.out).not.toContain(made.out)
    const table = await record(['audit', '--limit', '1'], env)
    expect(table.out.split('\n')).toHaveLength(2)
    expect(table.out).toMatch(/command line +key\.delete +key_\w+ +\{"name":"b"\}/)
    for (const limit of ['0', '501', 'x']) expect((await record(['audit', '--limit', limit], env)).status).toBe(2)
  })
})

/** With an admin key of its own, so that the first stored one may be any. */
function env(home: string): Record<string, string> {
  return { CLAUDEFLARE_HOME: home, CLAUDEFLARE_ADMIN_KEY: 'an-admin-key-of-16' }
}

describe('limits of a client key', () => {
  it('are given on the command line, and listed', async () => {
    using folder = temporaryFolder()
    const flags =
      '--requests-per-minute 10 --tokens-per-minute 5000 --budget 2.50/day --pool lb --model claude-*,gpt-* --expires 30d'
    const from = Date.now()
    const made = await record(['keys', 'create', 'a', '--json', ...flags.split(' ')], env(folder.path))
    const to = Date.now()
    const { expires_at: expiresAt, ...key } = JSON.parse(made.out)
    expect(key).toMatchObject({
      pools: ['lb'],
      models: ['claude-*', 'gpt-*'],
      requests_per_minute: 10,
      tokens_per_minute: 5_000,
      budget: { usd: 2.5, per: 'day' },
      budget_spent_usd: 0,
    })
    expect(expiresAt - 30 * 86_400_000).toBeGreaterThanOrEqual(from)
    expect(expiresAt - 30 * 86_400_000).toBeLessThanOrEqual(to)
    const listed = await record(['keys'], env(folder.path))
    expect(listed.out).toMatch(/10 requests\/min, 5000 tokens\/min, \$2\.5\/day +\$0\.0000 until \d{4}-/)
  })

  it.each([
    ['--budget', '5'],
    ['--budget', '0/day'],
    ['--budget', '5/week'],
    ['--tokens-per-minute', '0'],
    ['--requests-per-minute', 'many'],
    ['--expires', 'tomorrow'],
    ['--expires', '2020-01-01T00:00:00Z'],
    ['--scope', 'root'],
    ['--pool', 'nobody'],
  ])('that cannot be used are refused in a sentence: %s %s', async (flag, value) => {
    using folder = temporaryFolder()
    const made = await record(['keys', 'create', flag, value], env(folder.path))
    expect(made).toMatchObject({ status: 2, out: '', err: expect.stringContaining(value) })
  })
})

describe('keys path', () => {
  it('shows the addresses with each token', async () => {
    using folder = temporaryFolder()
    const uuids = 'aaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbb'
    const env = { CLAUDEFLARE_HOME: folder.path, LOAD_BALANCER_UUID: uuids, PORT: '9', HOST: '0.0.0.0' }
    const { status, out, err } = await record(['keys', 'path'], env)
    expect(status).toBe(0)
    expect(out).toContain('http://127.0.0.1:9/aaaaaaaaaaaaaaaa/lb')
    expect(out).toContain('http://127.0.0.1:9/bbbbbbbbbbbbbbbb ')
    expect(err).toContain('LOAD_BALANCER_ENABLED=true')
  })
})

describe('backup and restore', () => {
  it('bring back the keys of the moment of the copy', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: `${folder.path}/state` }
    const copy = `${folder.path}/copy.db`
    await record(['keys', 'create', '--name', 'before'], env)
    expect(await record(['backup', copy], env)).toMatchObject({ status: 0 })
    await record(['keys', 'create', '--name', 'after'], env)
    expect(await record(['restore', copy], env)).toMatchObject({ status: 0 })
    expect(itemsOf(await record(['keys', '--json'], env)).map((key) => key.name)).toEqual(['before'])
  })

  it('say why they cannot', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect(await record(['backup', `${folder.path}/x.db`], env)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/no database/i),
    })
    expect(await record(['restore', `${folder.path}/x.db`], env)).toMatchObject({
      status: 1,
      err: expect.stringMatching(/no backup/i),
    })
  })
})
