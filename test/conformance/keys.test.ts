import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import type { Told } from '../harness/ask.ts'
import { ADMIN_ENV } from '../harness/client-keys.ts'
import { toItems, toRecord } from '../harness/json.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §4 and §8 with client keys. */
const ADMIN = 'cf_admin-canary-of-the-environment-0123456789'

let stage: Stage
let call = ''

beforeAll(async () => {
  const accounts = (['anthropic', 'gemini', 'openai'] as const).map((provider) => ({
    name: `own-${provider}`,
    provider,
    api_key: `canary-of-pool-accounts-${provider}`,
  }))
  stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN }, config: { accounts } })
  call = await createKey({ name: 'caller' })
})

afterAll(() => stage[Symbol.asyncDispose]())

async function createKey(wanted: object, admin = ADMIN): Promise<string> {
  const told = await askJson(`${stage.gateway.url}/api/keys`, wanted, { headers: ['x-api-key', admin] })
  expect(told.status).toBe(201)
  const { key } = toRecord(told.text)
  expect(key).toMatch(/^cf_/)
  return String(key)
}

const messages = (headers: readonly string[]) => askJson(`${stage.gateway.url}/v1/messages`, MESSAGE, { headers })

describe('a client key is taken from', () => {
  test.each([
    ['x-api-key', (key: string) => ['x-api-key', key]],
    ['Authorization: Bearer', (key: string) => ['authorization', `Bearer ${key}`]],
    ['Authorization: bearer, in any case', (key: string) => ['Authorization', `bEaReR ${key}`]],
    ['x-goog-api-key', (key: string) => ['x-goog-api-key', key]],
  ])('%s', async (_name, toHeaders) => {
    expect((await messages(toHeaders(call))).status).toBe(200)
    expect(stage.provider.received().at(-1)?.rawHeaders.join()).not.toContain(call)
  })

  test('?key= on Gemini paths only, and is never sent on', async () => {
    const path = '/v1beta/models/gemini-3.7-flash:generateContent'
    expect((await askJson(`${stage.gateway.url}${path}?key=${call}`, {})).status).toBe(200)
    expect(stage.provider.received().at(-1)?.target).toBe(path)
    expect((await askJson(`${stage.gateway.url}/v1/messages?key=${call}`, MESSAGE)).status).toBe(401)
  })

  test.each([
    ['none', []],
    ['a wrong one', ['x-api-key', 'cf_wrong']],
    ['an empty one', ['x-api-key', '']],
    ['an empty Bearer', ['authorization', 'Bearer ']],
    ['a vendor credential', ['x-api-key', 'sk-ant-api03-somebody']],
  ])('%s is 401', async (_name, headers) => {
    const before = stage.provider.counts().total
    const told = await messages(headers)
    expect(told).toMatchObject({ status: 401, error: 'unauthorized' })
    // Claude Code tries a plain 401 again for three minutes before it says anything of it.
    expect(told.headers['x-should-retry']).toBe('false')
    expect(stage.provider.counts().total).toBe(before)
  })

  test('two different ones in one request are 401, the same one twice is fine', async () => {
    expect((await messages(['x-api-key', call, 'authorization', 'Bearer other'])).status).toBe(401)
    expect((await messages(['x-api-key', call, 'authorization', `Bearer ${ADMIN}`])).status).toBe(401)
    expect((await messages(['x-api-key', call, 'authorization', `Bearer ${call}`])).status).toBe(200)
  })

  test('so it is with two headers of one name', async () => {
    expect((await messages(['x-api-key', call, 'x-api-key', call])).status).toBe(200)
    expect((await messages(['x-api-key', call, 'x-api-key', ADMIN])).status).toBe(401)
    const bearer = `Bearer ${call}`
    expect((await messages(['authorization', bearer, 'Authorization', bearer])).status).toBe(200)
    expect((await messages(['authorization', bearer, 'authorization', `Bearer ${ADMIN}`])).status).toBe(401)
    expect((await messages(['authorization', 'Basic dTpw', 'authorization', bearer])).status).toBe(200)
  })
})

describe('/api with keys', () => {
  test('no or a wrong key is 401, a key without the scope 403, an admin key is let in', async () => {
    const url = `${stage.gateway.url}/api/accounts`
    expect((await ask(url)).status).toBe(401)
    expect((await ask(url, { headers: ['x-api-key', 'cf_wrong'] })).status).toBe(401)
    expect((await ask(url, { headers: ['x-api-key', call] })).status).toBe(403)
    expect((await ask(url, { headers: ['x-api-key', ADMIN] })).status).toBe(200)
  })

  test('credentials are checked before paths', async () => {
    expect((await ask(`${stage.gateway.url}/api/nothing-here`)).status).toBe(401)
    expect((await ask(`${stage.gateway.url}/api/nothing-here`, { headers: ['x-api-key', ADMIN] })).status).toBe(404)
  })

  test('/health answers anyone with the status alone', async () => {
    expect((await ask(`${stage.gateway.url}/health`)).status).toBe(200)
    expect((await ask(`${stage.gateway.url}/health/live`)).status).toBe(200)
  })

  test('x-claudeflare-account is told to an admin key, not to a caller', async () => {
    expect((await messages(['x-api-key', ADMIN])).account).toBe('own-anthropic')
    expect((await messages(['x-api-key', call])).account).toBe('')
  })

  test('a key is shown once; the list masks it; a deleted one is refused', async () => {
    const key = await createKey({ name: 'short-lived' })
    expect((await messages(['x-api-key', key])).status).toBe(200)
    const list = await ask(`${stage.gateway.url}/api/keys`, { headers: ['x-api-key', ADMIN] })
    expect(list.text).not.toContain(key)
    const row = toItems(list.text).find(({ name }) => name === 'short-lived')
    const url = `${stage.gateway.url}/api/keys/${String(row?.['id'])}`
    expect((await ask(url, { method: 'DELETE', headers: ['x-api-key', ADMIN] })).status).toBeLessThan(300)
    expect((await messages(['x-api-key', key])).status).toBe(401)
  })

  test('requests_per_minute: at most N in any 60 s, then 429 key_limited with retry-after', async () => {
    const key = await createKey({ name: 'limited', requests_per_minute: 2 })
    expect((await messages(['x-api-key', key])).status).toBe(200)
    expect((await messages(['x-api-key', key])).status).toBe(200)
    const told = await messages(['x-api-key', key])
    expect(told).toMatchObject({ status: 429, error: 'key_limited' })
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(told.headers['retry-after'])).toBeLessThanOrEqual(60)
  })

  test('an end that no date can tell is refused', async () => {
    for (const expires_at of [Date.UTC(10_000, 0, 1), 8_640_000_000_000_001]) {
      const told = await askJson(
        `${stage.gateway.url}/api/keys`,
        { name: 'expired', expires_at },
        { headers: ['x-api-key', ADMIN] },
      )
      expect([told.status, told.text]).toEqual([400, expect.stringContaining('expires_at: accepted is a moment')])
    }
  })

  test('a key that has expired as it is made is refused', async () => {
    const key = await createKey({ name: 'expired', expires_at: Date.now() - 1000 })
    expect((await messages(['x-api-key', key])).status).toBe(401)
  })

  test('an expired key is refused', async () => {
    const key = await createKey({ name: 'brief', expires_at: Date.now() + 3_000 })
    await expect.poll(async () => (await messages(['x-api-key', key])).status, { timeout: 10_000 }).toBe(401)
  })
})

describe('the first key', () => {
  test('is made by one caller alone, however many ask at once', async () => {
    await using stage = await openStage()
    const make = (): Promise<Told> => askJson(`${stage.gateway.url}/api/keys`, { name: 'a', scopes: ['admin'] })
    const statuses = (await Promise.all(Array.from({ length: 8 }, make))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 201)).toHaveLength(1)
  })

  test('must be an admin key; with it open mode ends for good', async () => {
    await using open = await openStage({ anthropic: 1 })
    const url = `${open.gateway.url}/api/keys`
    const refused = await askJson(url, { name: 'caller' })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect((await ask(url)).status).toBe(200)

    const made = await askJson(url, { name: 'boss', scopes: ['admin', 'call'] })
    expect(made.status).toBe(201)
    const { key, id } = toRecord(made.text)
    expect((await ask(url)).status).toBe(401)
    expect((await askJson(`${open.gateway.url}/v1/messages`, MESSAGE)).status).toBe(401)
    expect((await ask(url, { headers: ['authorization', `Bearer ${String(key)}`] })).status).toBe(200)
    expect((await ask(`${open.lb}/v1/load-balancer/reset`, { method: 'POST' })).status).toBe(401)

    const last = await ask(`${url}/${String(id)}`, { method: 'DELETE', headers: ['x-api-key', String(key)] })
    expect(last.status).toBe(409)
  })
})

test('the last stored admin key can be deleted beside one of the environment, and open mode does not come back with that', async () => {
  const admin = ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY
  await using first = await openStage({ anthropic: 1, env: ADMIN_ENV })
  const url = `${first.gateway.url}/api/keys`
  const headers = ['x-api-key', admin]
  const made = toRecord((await askJson(url, { name: 'boss', scopes: ['admin'] }, { headers })).text)
  const deleted = await ask(`${url}/${String(made['id'])}`, { method: 'DELETE', headers })
  expect(deleted.status).toBe(204)
  expect((await ask(url, { headers: ['x-api-key', String(made['key'])] })).status).toBe(401)
  expect((await ask(url, { headers })).status).toBe(200)
  await first.gateway.stop()

  await using again = await openStage({ anthropic: 1, home: first.gateway.home })
  expect((await ask(`${again.gateway.url}/api/keys`)).status).toBe(401)
  expect((await askJson(`${again.gateway.url}/v1/messages`, MESSAGE)).status).toBe(401)
})

test('a request for a model that the key may not ask for counts towards its rate, and past it that is told first', async () => {
  const key = await createKey({ name: 'narrow', models: ['claude-haiku-*'], requests_per_minute: 2 })
  const errors: string[] = []
  for (let count = 0; count < 3; count += 1) {
    errors.push((await askJson(`${stage.gateway.url}/v1/messages`, MESSAGE, { headers: ['x-api-key', key] })).error)
  }
  expect(errors).toEqual(['forbidden', 'forbidden', 'key_limited'])
})
