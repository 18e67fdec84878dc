import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../runtimes/node/files/temporary-folder.ts'
import { widthOf } from './look/text-width.ts'
import { record } from './recorded-terminal.ts'
import { startServer } from './server-fixture.ts'

const POOL = { name: 'lb', strategy: 'weighted', enabled: true, session_duration_ms: 18_000_000 }

describe('pools', () => {
  it('set changes what is said, and shows what has become of the pool', async () => {
    await using server = await startServer({ 'PATCH /api/pools/lb': POOL })
    const argv = ['pools', 'set', 'lb', '--strategy', 'weighted', '--window-size', '7', '--allow-overage', 'true']
    const { status, out } = await record([...argv, '--url', server.url], {})
    expect(status).toBe(0)
    expect(out).toMatch(/^strategy +weighted$/m)
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({
      strategy: 'weighted',
      window_size: 7,
      allow_overage: true,
    })
  })

  it('add makes one, and remove takes it away again, while no server runs', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    const added = await record(['pools', 'add', 'batch', '--strategy', 'weighted'], env)
    expect(added).toMatchObject({ status: 0, out: expect.stringMatching(/^strategy +weighted$/m) })
    expect(await record(['pools', 'add', 'batch'], env)).toMatchObject({
      status: 1,
      err: expect.stringContaining('There is a pool batch already'),
    })
    expect(await record(['pools', 'remove', 'batch'], env)).toMatchObject({ status: 0, out: 'batch is removed' })
    expect((await record(['pools', 'show', 'batch'], env)).status).toBe(1)
    expect(await record(['pools', 'remove', 'lb'], env)).toMatchObject({ status: 1, out: '' })
  })

  it('add and remove ask the server that runs', async () => {
    await using server = await startServer({ 'POST /api/pools': POOL, 'DELETE /api/pools/batch': {} })
    const env = { CLAUDEFLARE_URL: server.url }
    expect((await record(['pools', 'add', 'batch', '--max-hold-ms', '0'], env)).status).toBe(0)
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ name: 'batch', max_hold_ms: 0 })
    expect((await record(['pools', 'remove', 'batch', '--json'], env)).out).toBe('{"removed":"batch"}')
  })

  it('show one pool', async () => {
    await using server = await startServer({ 'GET /api/pools/lb': POOL })
    expect((await record(['pools', 'show', 'lb', '--url', server.url], {})).out).toMatch(/^session +300 min$/m)
  })

  it('are changed while no server runs, and stay so', async () => {
    using folder = temporaryFolder()
    const env = { CLAUDEFLARE_HOME: folder.path }
    expect((await record(['pools', 'set', 'lb', '--strategy', 'weighted'], env)).status).toBe(0)
    expect((await record(['pools', 'show', 'lb'], env)).out).toMatch(/^strategy +weighted$/m)
  })

  it.each([
    [['pools', 'set', 'lb'], 'nothing to change'],
    [['pools', 'set'], 'name one pool'],
    [['pools', 'add'], 'name one pool'],
    [['pools', 'remove', 'lb', 'accounts'], 'accounts is not known'],
    [['pools', 'set', 'lb', '--window-size', 'long'], '--window-size is a number'],
    [['pools', 'set', 'lb', '--allow-overage', 'maybe'], '--allow-overage is true or false'],
    [['pools', 'list', '--strategy', 'weighted'], '--strategy is for pools add and pools set'],
    [['pools', 'drain'], 'drain is not known'],
    [['config', 'get'], 'name one setting'],
    [['config', 'set', 'port'], 'name one setting and its value'],
    [['analytics', '--range', '2h'], '--range is one of 1h, 6h, 24h, 7d, 30d'],
    [['requests', '--since', 'yesterday'], '--since is a time back such as 15m'],
    [['completion', 'fish'], 'name a shell: bash or zsh'],
  ])('and others refuse %j with status 2', async (argv, why) => {
    const { status, err } = await record(argv, {})
    expect(status).toBe(2)
    expect(err).toContain(why)
  })
})

describe('config', () => {
  const body = {
    settings: { lb_strategy: 'session', max_attempts: 5, 'tls.cert': null },
    sources: { max_attempts: 'MAX of the environment' },
  }

  it('lists the settings and where they came from, and gets one alone', async () => {
    await using server = await startServer({ 'GET /api/config': body })
    const env = { CLAUDEFLARE_URL: server.url }
    const { out } = await record(['config'], env)
    expect(out).toMatch(/^lb_strategy +session +default$/m)
    expect(out).toMatch(/^max_attempts +5 +MAX of the environment$/m)
    expect(await record(['config', 'get', 'lb_strategy'], env)).toMatchObject({ status: 0, out: 'session' })
    expect(JSON.parse((await record(['config', '--json'], env)).out)).toEqual(body)
  })

  it('gets a value as JSON where that is wanted', async () => {
    await using server = await startServer({ 'GET /api/config': body })
    const get = async (key: string) => record(['config', 'get', key, '--json', '--url', server.url], {})
    expect((await get('lb_strategy')).out).toBe('"session"')
    expect((await get('max_attempts')).out).toBe('5')
    expect((await get('tls.cert')).out).toBe('null')
  })

  it.each([
    ['colour', 'there is no setting colour'],
    ['accounts', 'accounts is not shown here: claudeflare accounts lists them'],
    ['load_balancer.uuid', 'claudeflare keys path shows'],
    ['outbound_proxy', 'look where the gateway is started'],
  ])('says of %s why it cannot be got: %s', async (key, why) => {
    await using server = await startServer({ 'GET /api/config': body })
    const { status, err } = await record(['config', 'get', key, '--url', server.url], {})
    expect(status).toBe(1)
    expect(err).toContain(why)
  })

  it.each([
    ['7', 7],
    ['true', true],
    ['weighted', 'weighted'],
    ['["a"]', ['a']],
  ])('sets %s as %j', async (text, value) => {
    await using server = await startServer({ 'PATCH /api/config': body })
    expect((await record(['config', 'set', 'lb_strategy', text, '--url', server.url], {})).status).toBe(0)
    expect(JSON.parse(server.seen[0]?.body ?? '')).toEqual({ lb_strategy: value })
  })
})

describe('analytics', () => {
  const sums = {
    requests: 1_234,
    ok: 1_230,
    failed: 4,
    cut: 0,
    gone: 0,
    failovers: 12,
    limitsMet: 3,
    input: 1_200_000,
    output: 35_000,
    cacheRead: 2_400_000,
    cacheWrite: 0,
    cost: 4.2,
    unpriced: 2,
    duration: { p50: 410, p95: 1_240, p99: 2_000 },
    firstByte: { p50: 120, p95: 300, p99: null },
  }
  const body = {
    range: '24h',
    from: 1_800_000_000_000,
    to: 1_800_086_400_000,
    stepMs: 3_600_000,
    series: [0, 5, 7].map((requests) => ({ ...sums, at: 0, requests })),
    totals: sums,
    accounts: [{ ...sums, name: 'main', pool: 'lb', share: 0.75, attempts: 1_300, failures: 8, failoversAway: 7 }],
    models: [{ ...sums, model: 'claude-sonnet-5', provider: 'anthropic' }],
    sessions: [{ pool: 'accounts', started: 4, ended: 3, meanMs: 16_200_000, switches: 1 }],
  }

  it('shows totals with their course, accounts, models and sessions', async () => {
    await using server = await startServer({ 'GET /api/analytics?range=24h&pool=lb': body })
    const person = { look: { width: 110, colour: false } }
    const argv = ['analytics', '--range', '24h', '--pool', 'lb', '--url', server.url]
    const { status, out } = await record(argv, {}, person)
    expect(status).toBe(0)
    expect(out).toMatch(/^requests +1234 {2}▁▆█$/m)
    expect(out).toMatch(/^tokens in +3\.6 M/m)
    expect(out).toMatch(/^main +lb +75\.0 % +1300 +8/m)
    expect(out).toMatch(/^claude-sonnet-5 .* 66\.7 % +35\.0 k +\$4\.20$/m)
    expect(out).toMatch(/^accounts +4 +3 +4 h 30 min +1$/m)
    expect(out).toContain('2 requests have no price that is known')
  })
})

describe('stats', () => {
  const stats = {
    pools: [{ name: 'lb', strategy: 'session', totalRequests: 7, sessions: 2, meanSessionMs: 15_120_000, switches: 1 }],
    accounts: [{ name: 'main', pool: 'lb', state: 'serving', requests: 7, share: 1, inFlight: 2 }],
  }

  it('tells today and its cost where the server does', async () => {
    const today = {
      requests: 12_345,
      failed: 3,
      failovers: 40,
      inputTokens: 1_200_000,
      outputTokens: 35_000,
      cost: 4.2,
    }
    await using server = await startServer({ 'GET /api/stats': stats, 'GET /api/overview': { today } })
    const person = { look: { width: 120, colour: false } }
    const { out } = await record(['stats', '--url', server.url], {}, person)
    expect(out).toMatch(/^lb +session .* 2 +4 h 12 min +1$/m)
    expect(out).toMatch(/^main .*● serving .* 100\.0 %/m)
    expect(out).toContain(
      'today: 12.3 k requests, 3 failed, 40 failovers, 1.2 M tokens in (- from a cache), 35.0 k out, $4.20',
    )
  })

  it.each([80, 40])('has no line wider than %d columns', async (width) => {
    const today = {
      requests: 12_345,
      failed: 3,
      failovers: 40,
      inputTokens: 1_200_000,
      outputTokens: 35_000,
      cost: 4.2,
    }
    await using server = await startServer({ 'GET /api/stats': stats, 'GET /api/overview': { today } })
    const { out } = await record(['stats', '--url', server.url], {}, { look: { width, colour: false } })
    for (const line of out.split('\n').slice(-4)) expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(out.replaceAll('\n', ' ')).toContain('1.2 M tokens in (- from a cache), 35.0 k out, $4.20')
  })

  it('does without where it does not', async () => {
    await using server = await startServer({ 'GET /api/stats': stats })
    expect(await record(['stats', '--url', server.url], {})).toMatchObject({ status: 0, err: '' })
  })
})

describe('accounts', () => {
  const account = {
    id: 'a',
    name: 'main',
    pool: 'lb',
    state: 'cooling',
    until: Date.now() + 3_600_000,
    limits: [
      { name: 'input-tokens', meter: 'input', utilization: 0.75, capacity: 400_000, left: 100_000, refills: true },
    ],
  }

  it('show each limit as a gauge', async () => {
    await using server = await startServer({ 'GET /api/accounts': { items: [account] } })
    const person = { look: { width: 100, colour: true } }
    const { out } = await record(['accounts', 'show', 'main', '--url', server.url], {}, person)
    expect(out).toMatch(/state .*◐ cooling/)
    expect(out).toMatch(/input-tokens .*█{15}·{5} {2}75 %.* 100 k +400 k/)
  })

  it('are checked, and the exit status says how', async () => {
    const told = { ok: false, result: 'refused', status: 401, tookMs: 7, detail: 'the vendor refuses the credential' }
    await using server = await startServer({
      'GET /api/accounts': { items: [account] },
      'POST /api/accounts/a/check': told,
    })
    const env = { CLAUDEFLARE_URL: server.url }
    const { status, out } = await record(['accounts', 'check', 'main'], env)
    expect({ status, out }).toEqual({ status: 1, out: 'main is refused: the vendor refuses the credential, 7 ms' })
    expect(JSON.parse((await record(['accounts', 'check', 'main', '--json'], env)).out)).toEqual(told)
  })
})
