import { describe, expect, test } from 'vitest'
import { EVENTS } from '../../src/admin/events-contract.ts'
import { changeAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { listen } from '../harness/events.ts'
import { isRecord, toRecord } from '../harness/json.ts'
import type { JsonRecord } from '../harness/json.ts'
import { signIn } from '../harness/session.ts'
import { getJson, openStage } from '../harness/stage.ts'

/** Contract §8: `/api/events`. */
const AS_ADMIN = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]

function itemsOf(data: JsonRecord): readonly JsonRecord[] {
  return Array.isArray(data['items']) ? data['items'].filter(isRecord) : []
}

const has =
  (fields: JsonRecord) =>
  (data: JsonRecord): boolean =>
    itemsOf(data).some((item) => Object.entries(fields).every(([name, value]) => item[name] === value))

describe('whoever listens', () => {
  test('is greeted first, and told how soon to come back', async () => {
    await using stage = await openStage({ anthropic: 1 })
    using ear = await listen(stage.gateway.port)
    const answer = ear.wire.received()
    expect(answer).toMatch(/^HTTP\/1\.1 200/)
    expect(answer).toMatch(/^content-type: text\/event-stream/im)
    expect(answer).toMatch(/^cache-control: no-store/im)
    expect(answer).toContain('retry: 2000\n')
    expect(ear.heard()[0]?.event).toBe('hello')
    expect(ear.heard()[0]?.data).toMatchObject({ version: expect.any(String), now: expect.any(Number) })
  })

  test('hears only what the contract has, of its shape, and no secret', async () => {
    await using stage = await openStage({ anthropic: 2 })
    using ear = await listen(stage.gateway.port)
    await stage.message()
    await changeAccount(stage, 'key-1', 'pause')
    for (const event of ['overview', 'accounts', 'pools', 'requests', 'changed']) await ear.until(event)
    for (const { event, data } of ear.heard()) {
      const schema = Object.entries(EVENTS).find(([name]) => name === event)?.[1]
      expect([event, schema?.safeParse(data).error]).toEqual([event, undefined])
    }
    for (const key of stage.keys) expect(ear.wire.received()).not.toContain(key)
  })

  test('hears of a failover as of one request that took two attempts, as GET /api/requests shows it', async () => {
    await using stage = await openStage({ anthropic: 2 })
    using ear = await listen(stage.gateway.port, '?topics=requests')
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    const told = await stage.message()
    const id = told.headers['x-claudeflare-request-id'] ?? ''
    const heard = await ear.until('requests', has({ id }))
    const [row] = itemsOf(heard)
    expect(heard).toMatchObject({ skipped: 0 })
    expect(row).toMatchObject({ failovers: 1, account: 'key-2', status: 200 })
    expect(await getJson(`${stage.gateway.url}/api/requests/${id}`)).toMatchObject({ ...row })
    expect(row?.['cost']).toEqual(expect.any(Number))
    expect(ear.heard().filter(({ event }) => event !== 'requests' && event !== 'hello')).toEqual([])
  })

  test('hears of a pause as of an account that has changed, and that accounts, and the log of changes, have', async () => {
    await using stage = await openStage({ anthropic: 2 })
    using ear = await listen(stage.gateway.port, '?topics=accounts,changes')
    await changeAccount(stage, 'key-1', 'pause')
    expect(await ear.until('accounts', has({ name: 'key-1', state: 'paused' }))).toMatchObject({ removed: [] })
    await ear.until('changed', ({ what }) => what === 'accounts')
    await ear.until('changed', ({ what }) => what === 'audit')
    const named = ear.heard().flatMap(({ event, data }) => (event === 'accounts' ? itemsOf(data) : []))
    expect(named.map(({ name }) => name)).not.toContain('key-2')
  })

  test('hears of accounts that come and go, and of their pool', async () => {
    await using stage = await openStage({
      anthropic: 1,
      env: { CLAUDEFLARE_SECRET: 'a-secret-of-32-characters-000000' },
    })
    using ear = await listen(stage.gateway.port, '?topics=accounts,pools')
    const account = { name: 'new', pool: 'lb', provider: 'anthropic', api_key: 'sk-ant-canary9-0123456789abcdefghij9' }
    const made = await askJson(`${stage.gateway.url}/api/accounts`, account)
    expect(made.status).toBe(201)
    const id = String(toRecord(made.text)['id'])
    await ear.until('accounts', has({ id }))
    await ear.until('pools', has({ name: 'lb', totalAccounts: 2 }))
    await ask(`${stage.gateway.url}/api/accounts/${id}`, {
      method: 'DELETE',
      headers: ['content-type', 'application/json'],
    })
    await ear.until('accounts', ({ removed }) => Array.isArray(removed) && removed.includes(id))
  })

  test('hears of requests that match alone', async () => {
    await using stage = await openStage({ anthropic: 1 })
    using ear = await listen(stage.gateway.port, '?topics=requests&model=claude-opus-5')
    await stage.message()
    const told = await stage.message({ model: 'claude-opus-5' })
    await ear.until('requests', has({ id: told.headers['x-claudeflare-request-id'] ?? '' }))
    const models = ear.heard().flatMap(({ data }) => itemsOf(data).map(({ model }) => model))
    expect(models).toEqual(['claude-opus-5'])
  })

  test('sees the overview move', async () => {
    await using stage = await openStage({ anthropic: 1 })
    using ear = await listen(stage.gateway.port, '?topics=overview')
    await ear.until('overview')
    await stage.message()
    await ear.until('overview', ({ live }) => isRecord(live) && live['requests'] === 1)
  })
})

describe('who may not listen', () => {
  test('is refused as everywhere', async () => {
    await using stage = await openStage({ env: ADMIN_ENV })
    const { key } = await makeKey(stage)
    const url = `${stage.gateway.url}/api/events`
    expect((await ask(url)).status).toBe(401)
    expect((await ask(url, { headers: ['x-api-key', 'cf_wrong'] })).status).toBe(401)
    expect((await ask(url, { headers: ['x-api-key', key] })).status).toBe(403)
  })

  test('is told what is wrong with the question: 400', async () => {
    await using stage = await openStage()
    const url = `${stage.gateway.url}/api/events`
    for (const query of ['topics=nothing', 'topics=', 'limit=5', 'status=abc', 'nothing=1'])
      expect([query, (await ask(`${url}?${query}`)).status]).toEqual([query, 400])
  })

  test('HEAD tells that there is a stream, and begins none', async () => {
    await using stage = await openStage()
    const told = await ask(`${stage.gateway.url}/api/events`, { method: 'HEAD' })
    expect([told.status, told.headers['content-type'], told.text]).toEqual([200, 'text/event-stream', ''])
  })

  test('is the hundred and first: 503, until another one leaves', async () => {
    await using stage = await openStage()
    using ears = new DisposableStack()
    const { port, url } = stage.gateway
    for (let count = 1; count < 100; count += 1) ears.use(await listen(port, '?topics=changes'))
    using last = await listen(port, '?topics=changes')
    const refused = await ask(`${url}/api/events`)
    expect([refused.status, refused.headers['content-type']]).toEqual([503, 'application/problem+json'])
    expect(refused.text).toContain('100')
    last[Symbol.dispose]()
    await expect
      .poll(async () => {
        try {
          using _ = await listen(port, '?topics=changes')
          return 'listens'
        } catch {
          return 'refused'
        }
      })
      .toBe('listens')
  })
})

describe('a stream ends within 2 s', () => {
  /** The rest is for a machine that is busy: a stream that nobody ends goes on for good. */
  const SOON = { timeout: 30_000 }

  test('when its key is deleted', async () => {
    await using stage = await openStage({ env: ADMIN_ENV })
    const admin = await makeKey(stage, { scopes: ['admin'] })
    await makeKey(stage, { scopes: ['admin'] })
    using ear = await listen(stage.gateway.port, '?topics=changes', ['x-api-key', admin.key])
    using other = await listen(stage.gateway.port, '?topics=changes', AS_ADMIN)
    await admin.delete()
    await other.until('changed', ({ what }) => what === 'keys')
    await expect.poll(() => ear.ended(), SOON).toBe(true)
    expect(other.ended()).toBe(false)
  })

  test('when its key expires', async () => {
    await using stage = await openStage({ env: ADMIN_ENV })
    const expiresAt = Date.now() + 10_000
    const admin = await makeKey(stage, { scopes: ['admin'], expires_at: expiresAt })
    using ear = await listen(stage.gateway.port, '?topics=changes', ['x-api-key', admin.key])
    await expect.poll(() => ear.ended(), SOON).toBe(true)
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt)
  })

  test('when its session is signed out', async () => {
    await using stage = await openStage({ env: ADMIN_ENV })
    const { url, port } = stage.gateway
    const cookie = await signIn(url, ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY)
    using ear = await listen(port, '?topics=changes', ['cookie', cookie, 'sec-fetch-site', 'same-origin'])
    const ours = ['cookie', cookie, 'origin', url, 'sec-fetch-site', 'same-origin']
    expect((await ask(`${url}/api/session`, { method: 'DELETE', headers: ours })).status).toBe(204)
    await expect.poll(() => ear.ended(), SOON).toBe(true)
  })

  test('when the first key ends open mode', async () => {
    await using stage = await openStage()
    using ear = await listen(stage.gateway.port, '?topics=changes')
    const made = await askJson(`${stage.gateway.url}/api/keys`, { name: 'first', scopes: ['admin'] })
    expect(made.status).toBe(201)
    await expect.poll(() => ear.ended(), SOON).toBe(true)
  })
})
