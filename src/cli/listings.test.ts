import { describe, expect, it } from 'vitest'
import { record } from './recorded-terminal.ts'
import { startServer } from './server-fixture.ts'

describe('listings', () => {
  it('read every page, send the key, and show what is missing as -', async () => {
    await using server = await startServer({
      'GET /api/accounts': { items: [{ id: '1', name: 'key-1', state: 'serving', weight: 2 }], next: 'n' },
      'GET /api/accounts?cursor=n': {
        items: [{ id: '2', name: 'evil\u001b[2J', until: 1_800_000_000_000 }],
        next: null,
      },
    })
    const env = { CLAUDEFLARE_URL: server.url, CLAUDEFLARE_KEY: 'cf_x' }
    const { status, out } = await record(['accounts'], env)
    expect(status).toBe(0)
    const [title, first, second] = out.split('\n')
    expect(title).toMatch(/^NAME +POOL +PROVIDER/)
    expect(first).toMatch(/^key-1 +- +- +- +- +2 +serving/)
    expect(second).toMatch(/^evil\?\[2J .*2027-01-15 08:00:00/)
    expect(server.seen.map((request) => request.authorization)).toEqual(['Bearer cf_x', 'Bearer cf_x'])
  })

  it('say which pool they lack, beside what they have', async () => {
    const items = [{ id: 'lb', name: 'lb' }]
    const hole = { items, next: null, unreachable: ['accounts'] }
    await using server = await startServer({
      'GET /api/pools': hole,
      'GET /api/stats': { accounts: [], pools: items, unreachable: ['accounts'] },
      'GET /api/analytics': { unreachable: ['accounts'] },
      'GET /api/requests?limit=20': hole,
    })
    for (const command of ['pools', 'stats', 'analytics', 'requests']) {
      const { status, err } = await record([command, '--url', server.url], {})
      expect([command, status, err]).toEqual([
        command,
        0,
        'claudeflare: pool accounts cannot be asked just now: what it knows is missing here',
      ])
    }
    const { out } = await record(['pools', '--json', '--url', server.url], {})
    expect(JSON.parse(out)).toEqual({ items, unreachable: ['accounts'] })
  })

  it('pass the answer on with --json', async () => {
    const body = { items: [{ id: 'lb', name: 'lb', strategy: 'weighted' }] }
    await using server = await startServer({ 'GET /api/pools': body })
    const { out } = await record(['pools', '--json', '--url', server.url], {})
    expect(JSON.parse(out)).toEqual(body)
  })

  it('of pools tell how each deals with limits', async () => {
    const lb = { name: 'lb', strategy: 'headroom', max_hold_ms: 2_000, max_utilization: 0.9, allow_overage: false }
    await using server = await startServer({ 'GET /api/pools': { items: [lb, { name: 'of an older server' }] } })
    const [title, first, second] = (await record(['pools', '--url', server.url], {})).out.split('\n')
    expect(title).toMatch(/HOLD +MAX USE +OVERAGE$/)
    expect(first).toMatch(/2000 ms +0\.9 +false$/)
    expect(second).toMatch(/- +- +-$/)
  })

  it('filter requests, and show one with its attempts', async () => {
    await using server = await startServer({
      'GET /api/requests?limit=20&pool=lb&status=429': { items: [], next: 'more' },
      'GET /api/requests/7': {
        id: '7',
        attempts: [{ account: 'key-2', result: 'success' }],
        passedOver: [{ account: 'key-1', why: 'cooling' }],
      },
    })
    const env = { CLAUDEFLARE_URL: server.url }
    expect((await record(['requests', '--status', '429', '--pool', 'lb'], env)).out).toBe('no requests')
    const { out } = await record(['requests', '7'], env)
    expect(out).toMatch(/key-2 .*success/)
    expect(out).toMatch(/key-1 +cooling/)
  })

  it('show the rooms that a request saw, how long it waited, and that nobody had any', async () => {
    const seen = [
      { account: 'key-1', room: 0.125, limit: 'input-tokens', reserved: 4_000, waitMs: 0 },
      { account: 'key-2', room: -0.5, limit: 'requests', reserved: 0, waitMs: 1_500 },
    ]
    await using server = await startServer({
      'GET /api/requests/7': { attempts: [{ account: 'key-1', reason: 'headroom: waited', seen, heldMs: 250 }] },
      'GET /api/requests/8': { attempts: [], noRoom: { heldMs: 2_000, seen } },
    })
    const env = { CLAUDEFLARE_URL: server.url }
    const { out } = await record(['requests', '7'], env)
    expect(out).toMatch(/attempt 1 +key-1 +headroom: waited, waited 250 ms/)
    expect(out).toMatch(/\n1 +key-1 +12\.5 % +input-tokens +4000 +now\n1 +key-2 +-50\.0 % +requests +0 +in 1500 ms/)
    const full = (await record(['requests', '8'], env)).out
    expect(full).toContain('nobody had room within 2000 ms')
    expect(full).toMatch(/\nnone +key-1 /)
  })

  it('pause an account by its name', async () => {
    await using server = await startServer({
      'GET /api/accounts': { items: [{ id: 'abc', name: 'main' }] },
      'POST /api/accounts/abc/pause': { state: 'paused' },
    })
    const env = { CLAUDEFLARE_URL: server.url }
    expect(await record(['accounts', 'pause', 'main'], env)).toMatchObject({ status: 0, out: 'main is paused' })
    expect(await record(['accounts', 'pause', 'other'], env)).toMatchObject({ status: 1 })
  })
})

describe('a server that does not answer as hoped', () => {
  it('is told of with what it said and what to do', async () => {
    await using server = await startServer({ 'GET /api/stats': { detail: 'A client key is needed.' } }, 401)
    const { status, err } = await record(['stats', '--url', server.url], {})
    expect(status).toBe(1)
    expect(err).toContain('A client key is needed. (401: put an admin key into CLAUDEFLARE_KEY)')
  })

  it('or is not there', async () => {
    const server = await startServer({})
    await server[Symbol.asyncDispose]()
    const { status, err } = await record(['stats', '--url', server.url], {})
    expect(status).toBe(1)
    expect(err).toContain('claudeflare serve starts it')
  })
})
