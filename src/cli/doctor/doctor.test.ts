import { once } from 'node:events'
import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../runtimes/node/files/temporary-folder.ts'
import { takeInstanceLock } from '../../runtimes/node/files/instance-lock.ts'
import { record } from '../recorded-terminal.ts'
import { refusing, startServer } from '../server-fixture.ts'
import { inParallel } from './in-parallel.ts'

const KEY = 'sk-ant-canary-of-the-doctor-0123456789'
/** Any port: whether 8080 is free on the machine of a test is its own matter. */
const HERE = { PORT: '0' }

/** A vendor that takes this key, or answers as it is told, with a clock of its own. */
async function openVendor(plan: { readonly status?: number; readonly date?: Date } = {}) {
  const server = createServer((request, response) => {
    const isKnown = request.headers['x-api-key'] === KEY
    const status = request.method === 'HEAD' ? 404 : (plan.status ?? (isKnown ? 200 : 401))
    const date = plan.date === undefined ? {} : { date: plan.date.toUTCString() }
    response.writeHead(status, { 'content-type': 'application/json', ...date })
    const type = status === 429 ? 'rate_limit_error' : 'authentication_error'
    response.end(request.method === 'HEAD' ? '' : JSON.stringify({ type: 'error', error: { type, message: '' } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function examine(url: string, argv: readonly string[] = [], key = KEY) {
  using folder = temporaryFolder()
  const env = { ...HERE, CLAUDEFLARE_HOME: folder.path, UPSTREAM_ANTHROPIC_URL: url, LOAD_BALANCER_API_KEYS: key }
  return await record(['doctor', ...argv], { ...env, LOAD_BALANCER_ENABLED: 'true' })
}

describe('doctor', () => {
  it('asks each vendor and each account, and finds all well', async () => {
    await using vendor = await openVendor()
    const progress: (string | null)[] = []
    using folder = temporaryFolder()
    const env = {
      ...HERE,
      CLAUDEFLARE_HOME: folder.path,
      UPSTREAM_ANTHROPIC_URL: vendor.url,
      LOAD_BALANCER_API_KEYS: KEY,
      LOAD_BALANCER_ENABLED: 'true',
    }
    const { status, out } = await record(['doctor'], env, { onProgress: (line) => void progress.push(line) })
    expect(status).toBe(0)
    expect(out).toMatch(new RegExp(`ok +anthropic is reached at ${vendor.url} in \\d+ ms`))
    expect(out).toMatch(/ok +this machine's clock agrees with the vendors'/)
    expect(out).toMatch(/ok +account key-1: the vendor takes the credential/)
    expect(out).toMatch(/are free on the disk of the database/)
    expect(out).not.toContain(KEY)
    expect(progress).toContain('asking about accounts: 1 of 1')
    expect(progress.at(-1)).toBeNull()
  })

  it('tells of a credential that is refused, with what to do', async () => {
    await using vendor = await openVendor()
    const { status, out } = await examine(vendor.url, [], 'sk-ant-another-canary-0123456789')
    expect(status).toBe(1)
    expect(out).toMatch(/wrong +account key-1: the vendor refuses the credential .*claudeflare accounts key key-1/)
  })

  it('tells of an account that is limited, which is nothing wrong', async () => {
    await using vendor = await openVendor({ status: 429 })
    const { status, out } = await examine(vendor.url)
    expect(status).toBe(0)
    expect(out).toMatch(/note +account key-1: a limit is met/)
  })

  it('tells of a vendor that cannot be reached, and of its account', async () => {
    const vendor = await openVendor()
    await vendor[Symbol.asyncDispose]()
    const { status, out } = await examine(vendor.url)
    expect(status).toBe(1)
    expect(out).toMatch(/wrong +anthropic: 127\.0\.0\.1:\d+ refuses the connection/)
  })

  it.each([
    [120_000, 'behind'],
    [-120_000, 'ahead of'],
  ])('tells of a clock that the vendors are %d ms ahead of', async (ms, way) => {
    await using vendor = await openVendor({ date: new Date(Date.now() + ms) })
    const { status, out } = await examine(vendor.url)
    expect(status).toBe(1)
    expect(out).toMatch(new RegExp(`wrong +this machine's clock is (1|2) min.* ${way} the vendors'`))
  })

  it('asks nobody with --offline', async () => {
    const vendor = await openVendor()
    await vendor[Symbol.asyncDispose]()
    expect((await examine(vendor.url, ['--offline'])).status).toBe(0)
  })

  it('tells of a port that another program has: a start would be refused', async () => {
    using folder = temporaryFolder()
    await using other = await openVendor()
    const env = { CLAUDEFLARE_HOME: folder.path, PORT: new URL(other.url).port }
    const { status, out } = await record(['doctor', '--offline'], env)
    expect(status).toBe(2)
    expect(out).toMatch(/wrong +port \d+ of 127\.0\.0\.1 is in use by another program/)
  })

  it('tells of a HOST beyond this machine while there is no client key, and not once there is one', async () => {
    using folder = temporaryFolder()
    const env = { ...HERE, CLAUDEFLARE_HOME: folder.path, HOST: '0.0.0.0' }
    const before = await record(['doctor', '--offline'], env)
    expect(before).toMatchObject({
      status: 2,
      out: expect.stringMatching(/wrong +HOST 0\.0\.0\.0 .*a client key first/),
    })
    await record(['keys', 'create', 'boss', '--scope', 'admin'], env)
    const after = await record(['doctor', '--offline'], env)
    expect(after).toMatchObject({ status: 0, out: expect.not.stringContaining('HOST 0.0.0.0') })
  })

  it('tells of a database that is damaged', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'claudeflare.db'), 'this is no database, and it is long enough to be looked at')
    const { status, out } = await record(['doctor', '--offline'], { ...HERE, CLAUDEFLARE_HOME: folder.path })
    expect(status).toBe(2)
    expect(out).toMatch(/wrong +.*claudeflare\.db/)
  })
})

const vendorRow = (url: string) => ({ id: 'a', name: 'theirs', pool: 'lb', base_url: url, allow_private: true })
const served = (url: string) => ({
  'GET /health': {},
  'GET /api/accounts': { items: [{ ...vendorRow(url), provider: 'anthropic', source: 'store' }], next: null },
  'GET /api/pools/lb': { enabled: true },
  'POST /api/accounts/a/check': { result: 'valid', detail: 'the vendor takes the credential' },
})

/** What doctor says of a state folder whose server answers so. */
async function examineServed(answers: Readonly<Record<string, unknown>>, env = {}, file = '{}') {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'config.json'), file)
  await using server = await startServer(answers)
  const taken = takeInstanceLock(folder.path, 0)
  if (taken.kind !== 'taken') throw new Error(`the folder is ${taken.kind}`)
  taken.lock.announce(server.url)
  const told = await record(['doctor'], { CLAUDEFLARE_HOME: folder.path, ...env })
  taken.lock.release()
  return told
}

describe('doctor, while a server runs', () => {
  it('looks at what that one has, whatever this shell or CLAUDEFLARE_URL says', async () => {
    await using vendor = await openVendor()
    const { status, out } = await examineServed(served(vendor.url), { CLAUDEFLARE_URL: 'http://127.0.0.1:1' })
    expect(out).toMatch(/ok +1 accounts, 1 of them in pool lb, 1 added by command or API/)
    expect(out).toMatch(new RegExp(`ok +anthropic is reached at ${vendor.url}`))
    expect(out).toMatch(/ok +account theirs: the vendor takes the credential/)
    expect(out).not.toContain('pool lb has accounts but is off')
    expect(status).toBe(0)
  })

  it('finds a key wrong that the server does not take, and says that one is missing', async () => {
    const answers = { 'GET /health': {}, 'GET /api/accounts': refusing(401, 'A client key is needed.') }
    const wrongKey = await examineServed(answers, { CLAUDEFLARE_KEY: 'cf_x' })
    expect(wrongKey.status).toBe(1)
    expect(wrongKey.out).toMatch(/wrong +what the server has cannot .*: the key of CLAUDEFLARE_KEY does not do/)
    const noKey = await examineServed(answers)
    expect(noKey.status).toBe(0)
    expect(noKey.out).toMatch(/note +what the server has cannot .*: put an admin key into CLAUDEFLARE_KEY/)
  })

  it('tells of that one, too, where none could be started from this shell', async () => {
    const file = JSON.stringify({ accounts: [{ name: 'work', api_key: '${WORK_KEY}' }] })
    const { status, out } = await examineServed({ 'GET /health': {} }, {}, file)
    expect(status).toBe(2)
    expect(out).toMatch(/wrong .*the environment has no WORK_KEY/)
    expect(out).toMatch(/ok +the server at .* can serve/)
  })
})

describe('what is done in parallel', () => {
  it('is bounded, told of, and comes back in order', async () => {
    let now = 0
    let most = 0
    const told: number[] = []
    const results = await inParallel(
      [5, 4, 3, 2, 1],
      { atOnce: 2, onDone: (count) => void told.push(count) },
      async (n) => {
        now += 1
        most = Math.max(most, now)
        for (let i = 0; i < n; i += 1) await Promise.resolve()
        now -= 1
        return n * 10
      },
    )
    expect(results).toEqual([50, 40, 30, 20, 10])
    expect(most).toBe(2)
    expect(told).toEqual([1, 2, 3, 4, 5])
  })
})
