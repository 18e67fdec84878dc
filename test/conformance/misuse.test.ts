import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { openAuthorizationServer } from '../harness/authorization-server.ts'
import type { AuthorizationServer } from '../harness/authorization-server.ts'
import { FEDERATION_RULE } from '../harness/authorization-server.ts'
import { toRecord } from '../harness/json.ts'
import { openOAuthStage } from '../harness/oauth-stage.ts'
import type { OAuthStage } from '../harness/oauth-stage.ts'
import { MESSAGE } from '../harness/stage.ts'
import { answerWell, openVendor } from '../harness/vendor.ts'
import type { Vendor } from '../harness/vendor.ts'

/** Whoever has an admin key may spend what there is, and must not learn or redirect what it is spent with. */
const OF_THE_SERVER = 'canary-of-the-environment-0123456789'
/** Its prefix tells no vendor. */
const BARE = 'canary-bare-key-0123456789'

let server: AuthorizationServer
let elsewhere: Vendor
let stage: OAuthStage
let url: string

beforeEach(async () => {
  server = await openAuthorizationServer()
  elsewhere = await openVendor(answerWell)
  stage = await openOAuthStage(server, {
    gemini: 1,
    workload: { assertion: server.assertion() },
    env: { OF_THE_SERVER, LOAD_BALANCER_API_KEYS: BARE },
  })
  url = stage.gateway.url
})

afterEach(async () => {
  await stage[Symbol.asyncDispose]()
  expect(elsewhere.connections()).toBe(0)
  await elsewhere[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function change(body: object) {
  return askJson(`${url}/api/config`, body, { method: 'PATCH' })
}

test.each([
  { time_zone: '${OF_THE_SERVER}' },
  { lb_strategy: '${OF_THE_SERVER}' },
  { load_balancer: { strategy: '${OF_THE_SERVER}' } },
  { max_attempts: '${OF_THE_SERVER}' },
])('the environment is not read by a setting: %j', async (body) => {
  const told = await change(body)
  expect(told.status).toBe(400)
  expect(told.text).not.toContain(OF_THE_SERVER)
})

test('nor by an account', async () => {
  for (const name of ['api_key', 'name', 'note', 'base_url']) {
    const body = { api_key: 'a-key-0123456789', provider: 'openai', [name]: '${OF_THE_SERVER}' }
    const told = await askJson(`${url}/api/accounts`, body)
    expect(told.text).not.toContain(OF_THE_SERVER)
    if (name !== 'note') expect(told.status).toBe(400)
  }
})

test('a key whose prefix tells nothing is sent to no other vendor than the operator meant', async () => {
  expect((await change({ load_balancer: { provider: 'gemini' } })).status).toBe(409)
  expect((await change({ 'load_balancer.provider': 'openai' })).status).toBe(409)
})

test.each([{}, { allow_private: true }])(
  'a workload’s tokens are not sent to an address of the caller’s: %j',
  async (more) => {
    const told = await stage.addWorkload('workload-1', { base_url: elsewhere.url, ...more })
    expect(told.status).toBe(400)
    expect(server.requests()).toEqual([])
  },
)

test('a client key in a query is sent to no vendor, whichever protocol it is', async () => {
  const made = await askJson(`${url}/api/keys`, { name: 'a', scopes: ['admin', 'call'], pools: ['lb'] })
  const key = String(toRecord(made.text)['key'])
  const added = { name: 'one', provider: 'anthropic', pool: 'lb', api_key: 'sk-ant-canary-0123456789' }
  const headers = ['x-api-key', key]
  expect((await askJson(`${url}/api/accounts`, added, { headers })).status).toBe(201)
  expect((await ask(`${url}/v1/models?key=${key}`, { headers: ['anthropic-version', '2023-06-01'] })).status).toBe(200)
  expect((await askJson(`${url}/v1/messages?beta=true&k%65y=${key}`, MESSAGE, { headers })).status).toBe(200)
  const received = stage.provider.received()
  expect(new Set(received.map(({ target }) => target))).toEqual(new Set(['/v1/models', '/v1/messages?beta=true']))
  expect(JSON.stringify(received)).not.toContain(key)
})

test('a model’s name at a provider leads to no other path of it', async () => {
  for (const target of ['../../v1/organizations', 'a?b', 'a#b', 'a/..', '%2e%2e']) {
    const body = {
      name: 'mapped',
      provider: 'gemini',
      api_key: 'AIza-canary-0123456789',
      model_map: { 'gemini-*': target },
    }
    expect((await askJson(`${url}/api/accounts`, body)).status).toBe(400)
  }
})

test('a token with a line break brings no header along, and no call hangs by it', async () => {
  await stage.addWorkload('workload-1')
  server.troubles.script({ kind: 'alter', set: { access_token: 'a\r\nx-injected: 1' } })
  expect(await stage.call()).toMatchObject({ status: 503, error: 'pool_exhausted' })
  expect(stage.provider.received()).toEqual([])
})

test('one request is answered, whatever its size and shape', async () => {
  const headers = ['content-type', 'application/json']
  const bodies = [
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    `${'['.repeat(400_000)}${']'.repeat(400_000)}`,
    `{"${'a'.repeat(900_000)}":1}`,
    JSON.stringify({ lb_strategy: 'a'.repeat(900_000) }),
    '{"__proto__":{"max_attempts":9}}',
    '{"constructor":{"prototype":{"a":1}}}',
    JSON.stringify({ name: FEDERATION_RULE.id, models: Array.from({ length: 100_000 }, () => '*') }),
  ]
  for (const [method, path] of [
    ['PATCH', '/api/config'],
    ['POST', '/api/accounts'],
    ['POST', '/api/keys'],
    ['POST', '/api/sign-ins/complete'],
  ] as const) {
    for (const body of bodies) {
      // What takes a time that grows with the square of such sizes takes minutes.
      const startedAt = performance.now()
      expect((await ask(url + path, { method, headers, body })).status).toBe(400)
      expect(performance.now() - startedAt).toBeLessThan(30_000)
    }
  }
})

test('a pool may be named like something that every object has', async () => {
  for (const pool of ['constructor', 'toString']) {
    const body = { name: pool, pool, provider: 'anthropic', api_key: `sk-ant-canary-of-${pool}-0123456789` }
    expect((await askJson(`${url}/api/accounts`, body)).status).toBe(201)
  }
})
