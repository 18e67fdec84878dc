import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startFakeProvider } from '../../src/demo/provider.ts'
import { ask, askJson } from '../harness/ask.ts'
import { ALL_FORMS, askIn, askRepeatable, FORMS, REPEATABLE } from '../harness/calls.ts'
import { runtime } from '../harness/runtime.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Contract §4: where requests go in. Keys 1 and 2 are Anthropic's, 3 Gemini's, 4 OpenAI's. */
let stage: Stage

beforeAll(async () => {
  const accounts = (['anthropic', 'gemini', 'openai'] as const).map((provider) => ({
    name: `own-${provider}`,
    provider,
    api_key: `canary-of-pool-accounts-${provider}`,
  }))
  stage = await openStage({ anthropic: 2, gemini: 1, openai: 1, config: { accounts } })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

test.each(['/api/accounts/a%2Fb', '/api//keys'])(
  'a path of the control API that can be read in two ways is refused as its errors are: %s',
  async (path) => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${stage.gateway.port}\r\nConnection: close\r\n\r\n`)
    const answer = await wire.toEnd()
    expect(toStatus(answer)).toBe(400)
    expect(answer).toMatch(/content-type: application\/problem\+json/i)
    expect(answer).toMatch(/x-claudeflare-error: bad_request/i)
    expect(answer).toMatch(/x-claudeflare-request-id: /i)
  },
)

describe.each([
  { route: '/:uuid/lb', base: () => stage.lb, prefix: 'key-' },
  { route: '/v1', base: () => stage.gateway.url, prefix: 'own-' },
])('$route', ({ base, prefix }) => {
  test.each(ALL_FORMS)('serves %s', async (form) => {
    const told = await askIn(form, base())
    expect(told).toMatchObject({ status: 200, end: 'ended', attempts: 1 })
    expect(told.account.startsWith(prefix)).toBe(true)
    expect(told.headers['x-claudeflare-request-id']).toBeTypeOf('string')
    expect(stage.provider.received()[0]?.target).toBe(FORMS[form].path)
  })

  test.each(REPEATABLE)('serves $name', async (call) => {
    expect(await askRepeatable(call, base())).toMatchObject({ status: 200, attempts: 1 })
    expect(stage.provider.received()[0]?.target).toBe(call.path)
  })

  test.each([
    { name: 'with anthropic-version anthropic', headers: ['anthropic-version', '2023-06-01'], field: 'has_more' },
    { name: 'with x-goog-api-key gemini', headers: ['x-goog-api-key', 'placeholder'], field: 'models' },
    { name: 'else openai', headers: [], field: 'object' },
  ])('GET /v1/models goes to $name', async ({ headers, field }) => {
    const told = await ask(`${base()}/v1/models`, { headers })
    expect(told.status).toBe(200)
    expect(JSON.parse(told.text)).toHaveProperty(field)
  })

  test('GET /v1beta/models with ?key= goes to gemini, without the key', async () => {
    expect((await ask(`${base()}/v1beta/models?pageSize=5&key=placeholder`)).status).toBe(200)
    expect(stage.provider.received()[0]?.target).toBe('/v1beta/models?pageSize=5')
  })

  test.each(['/v1/organizations/me', '/v1/organizations/x/api_keys', '/v1/oauth/token'])(
    'refuses account administration: %s',
    async (path) => {
      const told = await ask(base() + path, { headers: ['anthropic-version', '2023-06-01'] })
      expect(told).toMatchObject({ status: 403, error: 'forbidden_path' })
      expect(stage.provider.counts().total).toBe(0)
    },
  )

  // What Codex asks first: told 404 it asks seven times over some seconds, told 426 it asks over HTTP at once.
  test.each(['/v1/responses', '/v1/realtime'])('answers a WebSocket with 426: %s', async (path) => {
    using wire = await openWire(stage.gateway.port)
    const at = new URL(base()).pathname.replace(/\/$/, '')
    wire.send(
      `GET ${at}${path} HTTP/1.1\r\nHost: 127.0.0.1:${stage.gateway.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n' +
        'openai-beta: responses_websockets=2026-02-06\r\n\r\n',
    )
    const answer = await wire.until(/"message"/)
    expect(toStatus(answer)).toBe(426)
    // RFC 9110 §15.5.22; a Worker's platform lets no such header out.
    if (runtime.name === 'node') expect(answer).toMatch(/\r\nupgrade: HTTP\/1\.1\r\n/i)
    expect(answer).toMatch(/\r\nx-claudeflare-error: no_websockets\r\n/i)
    expect(stage.provider.counts().total).toBe(0)
  })

  test.each([
    '/v1/../v1/messages',
    '/v1/./messages',
    '/v1//messages',
    '/v1/x/..',
    '/v1/%2e%2e/organizations',
    '/v1/%2E/messages',
    '/v1/files%2f..%2forganizations',
    '/v1/files%2Fx',
    '/v1/messages%00',
  ])('refuses a path that hides another with 400: %s', async (path) => {
    using wire = await openWire(stage.gateway.port)
    const at = new URL(base()).pathname.replace(/\/$/, '')
    wire.send(`GET ${at}${path} HTTP/1.1\r\nHost: 127.0.0.1:${stage.gateway.port}\r\nConnection: close\r\n\r\n`)
    expect(toStatus(await wire.toEnd())).toBe(400)
    expect(stage.provider.counts().total).toBe(0)
  })
})

describe('/:uuid, a single key', () => {
  test.each(ALL_FORMS)("the first account of the call's protocol: %s", async (form) => {
    const told = await askIn(form, `${stage.gateway.url}/${UUID}`)
    expect(told.status).toBe(200)
    expect(told.account).toBe({ anthropic: 'key-1', gemini: 'key-3', openai: 'key-4' }[FORMS[form].vendor])
  })

  test('it makes no failover', async () => {
    stage.script(1, { kind: 'fail', status: 500 })
    const told = await askJson(`${stage.gateway.url}/${UUID}/v1/messages`, MESSAGE)
    expect(told).toMatchObject({ status: 500, attempts: 1 })
    expect(stage.hits()).toEqual([1, 0, 0, 0])
  })

  test.each([
    ['x-api-key', 'sk-ant-api03-own-credential-of-the-caller', '/v1/messages'],
    ['authorization', 'Bearer sk-ant-api03-own-credential-of-the-caller', '/v1/messages'],
    ['x-goog-api-key', 'AIzaOwnCredentialOfTheCaller', '/v1beta/models/g:generateContent'],
    ['authorization', 'Bearer sk-proj-own-credential-of-the-caller', '/v1/chat/completions'],
  ])("the caller's own credential goes to its vendor: %s %s", async (name, value, path) => {
    const told = await askJson(`${stage.gateway.url}/${UUID}${path}`, MESSAGE, { headers: [name, value] })
    expect(told.status).toBe(200)
    expect(stage.provider.received().map(({ key }) => key)).toEqual([value.replace('Bearer ', '')])
  })

  test("a caller's own credential marks no account", async () => {
    const own = 'sk-ant-api03-own-credential-that-is-refused'
    stage.provider.on(own).otherwise({ kind: 'refuse' })
    const told = await askJson(`${stage.gateway.url}/${UUID}/v1/messages`, MESSAGE, { headers: ['x-api-key', own] })
    expect(told.status).toBe(401)
    expect(told.text).toContain('invalid x-api-key')
    expect((await askJson(`${stage.gateway.url}/${UUID}/v1/messages`, MESSAGE)).account).toBe('key-1')
  })

  test("one vendor's credential is not sent to another", async () => {
    const elsewhere = await startFakeProvider()
    await using other = await openStage({ anthropic: 1, openai: 1, env: { UPSTREAM_OPENAI_URL: elsewhere.url } })
    const headers = ['x-api-key', 'sk-ant-api03-own-credential-of-the-caller']
    await askJson(`${other.gateway.url}/${UUID}/v1/chat/completions`, {}, { headers })
    for (const { rawHeaders } of elsewhere.received()) expect(rawHeaders.join()).not.toContain('own-credential')
    await elsewhere.close()
  })

  test('anything else is a placeholder and is dropped', async () => {
    await askJson(`${stage.gateway.url}/${UUID}/v1/messages`, MESSAGE, { headers: ['x-api-key', 'placeholder'] })
    expect(stage.hits()).toEqual([1, 0, 0, 0])
    expect(stage.provider.received()[0]?.rawHeaders.join()).not.toContain('placeholder')
  })
})

test('/:uuid works while lb is off', async () => {
  await using other = await openStage({ anthropic: 1, env: { LOAD_BALANCER_ENABLED: 'false' } })
  expect((await askJson(`${other.gateway.url}/${UUID}/v1/messages`, MESSAGE)).status).toBe(200)
})

describe('an unknown uuid', () => {
  test.each(['/nobody-knows-this-token-0/lb/v1/messages', '/nobody-knows-this-token-0/v1/messages'])(
    'is 404 and tells nothing: %s',
    async (path) => {
      const told = await askJson(stage.gateway.url + path, MESSAGE)
      expect(told).toMatchObject({ status: 404, error: 'not_found' })
      expect(told.text + JSON.stringify(told.headers)).not.toContain(UUID)
      expect(told.headers['x-claudeflare-account']).toBeUndefined()
      expect(stage.provider.counts().total).toBe(0)
    },
  )

  test('the beginning of a known one is unknown', async () => {
    expect((await askJson(`${stage.gateway.url}/${UUID.slice(0, -1)}/lb/v1/messages`, MESSAGE)).status).toBe(404)
    expect((await askJson(`${stage.gateway.url}/${UUID}0/lb/v1/messages`, MESSAGE)).status).toBe(404)
  })
})

describe('/api/hello', () => {
  test.each(['HEAD', 'GET'])('%s answers 200, empty, also below /:uuid/lb', async (method) => {
    for (const base of [stage.gateway.url, stage.lb]) {
      expect(await ask(`${base}/api/hello`, { method })).toMatchObject({ status: 200, text: '' })
    }
    expect(stage.provider.counts().total).toBe(0)
  })
})

test('every other vendor path that is safe is passed through', async () => {
  const told = await ask(`${stage.lb}/v1/messages/batches?limit=5`, { headers: ['anthropic-version', '2023-06-01'] })
  expect(told.status).toBe(200)
  expect(stage.provider.received()[0]).toMatchObject({ method: 'GET', target: '/v1/messages/batches?limit=5' })
})
