import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { makeBriefKey } from '../harness/brief-key.ts'
import { toRecord } from '../harness/json.ts'
import { findLeaks, findLeaksOnDisk } from '../harness/leaks.ts'
import { signIn, toCookie } from '../harness/session.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** A session for the dashboard, bought with an admin key. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const AS_ADMIN = ['x-api-key', ADMIN]

let stage: Stage
let url = ''

beforeAll(async () => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-1' }]
  stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN }, config: { accounts } })
  url = stage.gateway.url
})
afterAll(() => stage[Symbol.asyncDispose]())

const statusOf = async (cookie: string, ...headers: readonly string[]): Promise<number> =>
  (await ask(`${url}/api/accounts`, { headers: ['cookie', cookie, ...headers] })).status

async function makeKey(fields: object): Promise<{ id: string; key: string }> {
  const made = await askJson(`${url}/api/keys`, { name: 'someone', ...fields }, { headers: AS_ADMIN })
  expect(made.status).toBe(201)
  const { id, key } = toRecord(made.text)
  return { id: String(id), key: String(key) }
}

describe('signing in', () => {
  test.each([
    ['a header', () => ask(`${url}/api/session`, { method: 'POST', headers: AS_ADMIN })],
    ['the body', () => askJson(`${url}/api/session`, { key: ADMIN })],
  ])('with the key in %s answers 201 with a cookie for /api alone', async (_, sign) => {
    const told = await sign()
    expect([told.status, toRecord(told.text)]).toMatchObject([201, { kind: 'session', name: 'CLAUDEFLARE_ADMIN_KEY' }])
    const attributes = (told.headers['set-cookie'] ?? '').split('; ').slice(1).toSorted()
    expect(attributes).toEqual(['HttpOnly', 'Max-Age=43200', 'Path=/api', 'SameSite=Strict'])
    expect(await statusOf(toCookie(told))).toBe(200)
  })

  test('with anything but an admin key gives nothing', async () => {
    const { key } = await makeKey({})
    for (const [sent, status] of [
      [{ key }, 403],
      [{ key: 'cf_wrong' }, 401],
      [{ key: '' }, 401],
      [{}, 401],
    ] as const) {
      const told = await askJson(`${url}/api/session`, sent)
      expect([told.status, told.headers['set-cookie']]).toEqual([status, undefined])
    }
    const form = ['content-type', 'application/x-www-form-urlencoded']
    expect((await ask(`${url}/api/session`, { headers: form, body: `key=${ADMIN}` })).status).toBe(401)
  })

  test('is not needed where no key exists: 409', async () => {
    await using open = await openStage()
    expect((await askJson(`${open.gateway.url}/api/session`, { key: ADMIN })).status).toBe(409)
    expect(toRecord((await ask(`${open.gateway.url}/api/session`)).text)).toMatchObject({ kind: 'open' })
  })
})

describe('a session', () => {
  test('does what an admin key does, from our own pages', async () => {
    const cookie = await signIn(url, ADMIN)
    const ours = ['cookie', cookie, 'origin', url, 'sec-fetch-site', 'same-origin']
    const made = await askJson(`${url}/api/keys`, { name: 'from a page' }, { headers: ours })
    expect(made.status).toBe(201)
    const gone = await ask(`${url}/api/keys/${String(toRecord(made.text)['id'])}`, { method: 'DELETE', headers: ours })
    expect(gone.status).toBe(204)
  })

  test.each([
    [['sec-fetch-site', 'none']],
    [['sec-fetch-site', 'same-origin']],
    [['sec-fetch-site', 'same-origin', 'origin', 'URL']],
  ])('reads with %j', async (headers) => {
    expect(await statusOf(await signIn(url, ADMIN), ...headers.map((text) => text.replace('URL', url)))).toBe(200)
  })

  test.each([
    [['sec-fetch-site', 'cross-site']],
    [['sec-fetch-site', 'same-site']],
    [['origin', 'null']],
    [['origin', 'https://evil.example']],
    [['origin', 'URL.evil.example']],
    [['origin', 'https://evil.example', 'sec-fetch-site', 'same-origin']],
  ])('is refused with 403 with %j', async (headers) => {
    const sent = headers.map((text) => text.replace('URL', url))
    expect(await statusOf(await signIn(url, ADMIN), ...sent)).toBe(403)
  })

  test.each([
    ['POST', 'nothing that tells where it comes from', []],
    ['DELETE', 'nothing that tells where it comes from', []],
    ['POST', 'an address bar', ['sec-fetch-site', 'none']],
    ['POST', 'a form', ['content-type', 'application/x-www-form-urlencoded']],
    ['POST', 'another site', ['origin', 'https://evil.example', 'content-type', 'application/json']],
  ])('changes nothing by a %s from %s', async (method, _, headers) => {
    const path = method === 'POST' ? '/api/accounts/key-1/pause' : '/api/session'
    const sent = { method, headers: ['cookie', await signIn(url, ADMIN), ...headers] }
    expect((await ask(url + path, sent)).status).toBe(403)
  })

  test('opens /api alone', async () => {
    const headers = ['cookie', await signIn(url, ADMIN), 'origin', url]
    expect((await askJson(`${url}/v1/messages`, MESSAGE, { headers })).status).toBe(401)
    expect((await ask(`${url}/metrics`, { headers })).status).toBe(401)
    expect((await ask(`${stage.lb}/v1/load-balancer/reset`, { method: 'POST', headers })).status).toBe(401)
  })

  test('gives way to a key beside it', async () => {
    const cookie = await signIn(url, ADMIN)
    const { key } = await makeKey({})
    expect(await statusOf(cookie, 'x-api-key', key)).toBe(403)
    expect(await statusOf(cookie, 'x-api-key', 'cf_wrong')).toBe(401)
    const told = await ask(`${url}/api/session`, { headers: ['cookie', cookie, ...AS_ADMIN] })
    expect(toRecord(told.text)).toMatchObject({ kind: 'key' })
  })

  test('ends when it is signed out', async () => {
    const cookie = await signIn(url, ADMIN)
    const out = await ask(`${url}/api/session`, { method: 'DELETE', headers: ['cookie', cookie, 'origin', url] })
    expect([out.status, out.headers['set-cookie']]).toEqual([
      204,
      expect.stringMatching(/^claudeflare_session=;.*Max-Age=0/),
    ])
    expect(await statusOf(cookie)).toBe(401)
  })

  test('ends with the key that it was bought with', async () => {
    await makeKey({ scopes: ['admin'] })
    const { id, key } = await makeKey({ scopes: ['admin'] })
    const cookie = await signIn(url, key)
    expect(await statusOf(cookie)).toBe(200)
    expect((await ask(`${url}/api/keys/${id}`, { method: 'DELETE', headers: AS_ADMIN })).status).toBe(204)
    expect(await statusOf(cookie)).toBe(401)
  })

  test('ends when that key expires', async () => {
    const { cookie } = await makeBriefKey(url, ADMIN, ['admin'])
    await expect.poll(() => statusOf(cookie), { timeout: 40_000, interval: 100 }).toBe(401)
  })

  test('outlives a restart, but no other CLAUDEFLARE_ADMIN_KEY', async () => {
    const first = await openStage({ env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
    await using held = first
    const cookie = await signIn(first.gateway.url, ADMIN)
    await first.gateway.stop()
    const statusAgain = async (key: string): Promise<number> => {
      await using again = await openStage({ home: held.gateway.home, env: { CLAUDEFLARE_ADMIN_KEY: key } })
      return (await ask(`${again.gateway.url}/api/keys`, { headers: ['cookie', cookie] })).status
    }
    expect(await statusAgain(ADMIN)).toBe(200)
    expect(await statusAgain(`${ADMIN}-another`)).toBe(401)
  })

  test('is sent to no vendor, and is in no log, answer or file', async () => {
    const cookie = await signIn(url, ADMIN)
    const headers = ['cookie', cookie, 'x-api-key', (await makeKey({})).key]
    expect((await askJson(`${url}/v1/messages`, MESSAGE, { headers })).status).toBe(200)
    expect((await stage.message({}, { headers: ['cookie', cookie] })).status).toBe(200)
    await ask(`${url}/${UUID}/v1/models`, { headers: ['cookie', cookie] })
    const value = cookie.slice('claudeflare_session='.length)
    expect(JSON.stringify(stage.provider.received())).not.toContain(value)
    const answers = await Promise.all(
      ['/api/session', '/api/audit', '/api/keys', '/api/config', '/api/nothing'].map((path) =>
        ask(url + path, { headers: ['cookie', cookie] }),
      ),
    )
    for (const { text } of answers) expect(text).not.toContain(value)
    await stage.gateway.stop()
    expect(findLeaks(stage, [value, ADMIN])).toEqual([])
    expect(await findLeaksOnDisk(stage, [value, ADMIN])).toEqual([])
  })
})
