import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { FORMS } from '../harness/calls.ts'
import type { Vendor as VendorName } from '../harness/calls.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import type { Vendor } from '../harness/vendor.ts'
import { answerWell, openVendor } from '../harness/vendor.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/**
 * Base URLs come from the operator alone. Whatever a caller says, the call and its credential go to the account's vendor:
 * `elsewhere`, which the caller names in every place where some gateway or proxy has looked, hears nothing.
 */
let stage: Stage
let elsewhere: Vendor
/** Its authority, which a place below writes as EVIL. */
let evil: string

beforeAll(async () => {
  elsewhere = await openVendor(answerWell)
  evil = new URL(elsewhere.url).host
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
})
afterAll(async () => {
  await stage[Symbol.asyncDispose]()
  await elsewhere[Symbol.asyncDispose]()
})
afterEach(() => {
  expect(elsewhere.connections()).toBe(0)
  stage.provider.reset()
})

const toEvil = (text: string): string => text.replaceAll('EVIL', evil)

/** The vendor has had this call, and nobody else. */
function expectAtVendor(target: string): void {
  expect(stage.provider.received().map((received) => received.target)).toEqual([target])
}

describe.each([
  { route: 'a pool', base: () => stage.lb },
  { route: 'a single key', base: () => `${stage.gateway.url}/${UUID}` },
])('by way of $route, the destination is not changed by', ({ base }) => {
  test.each([
    ['x-upstream', 'http://EVIL'],
    ['x-upstream-url', 'http://EVIL'],
    ['x-upstream-host', 'EVIL'],
    ['x-target-url', 'http://EVIL'],
    ['x-base-url', 'http://EVIL'],
    ['x-api-base', 'http://EVIL'],
    ['api-base', 'http://EVIL'],
    ['base-url', 'http://EVIL'],
    ['x-litellm-api-base', 'http://EVIL'],
    ['helicone-target-url', 'http://EVIL'],
    ['helicone-openai-api-base', 'http://EVIL'],
    ['x-portkey-custom-host', 'http://EVIL'],
    ['x-forwarded-host', 'EVIL'],
    ['x-forwarded-server', 'EVIL'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-port', '1'],
    ['forwarded', 'host="EVIL";proto=http'],
    ['x-host', 'EVIL'],
    ['x-http-host-override', 'EVIL'],
    ['x-original-url', 'http://EVIL/v1/messages'],
    ['x-rewrite-url', 'http://EVIL/v1/messages'],
    ['x-accel-redirect', 'http://EVIL/'],
    ['destination', 'http://EVIL/'],
    ['location', 'http://EVIL/'],
    ['content-location', 'http://EVIL/'],
    ['referer', 'http://EVIL/'],
    ['proxy', 'http://EVIL'],
    ['http-proxy', 'http://EVIL'],
    ['alt-used', 'EVIL'],
    ['alt-svc', 'h2="EVIL"'],
  ])('the header %s: %s', async (name, value) => {
    const told = await askJson(`${base()}/v1/messages`, MESSAGE, { headers: [name, toEvil(value)] })
    expect(told.status).toBe(200)
    expectAtVendor('/v1/messages')
  })

  test.each(['api_base', 'base_url', 'baseURL', 'upstream', 'url', 'host', 'target', 'endpoint', 'proxy'])(
    'the query parameter %s',
    async (name) => {
      const query = `?${name}=${encodeURIComponent(elsewhere.url)}`
      expect((await askJson(`${base()}/v1/messages${query}`, MESSAGE)).status).toBe(200)
      expectAtVendor(`/v1/messages${query}`)
    },
  )

  test.each<[VendorName, object]>([
    ['anthropic', { api_base: 'http://EVIL', base_url: 'http://EVIL', baseUrl: 'http://EVIL', api_key: 'x' }],
    ['anthropic', { upstream: 'http://EVIL', host: 'EVIL', url: 'http://EVIL', endpoint: 'http://EVIL' }],
    ['anthropic', { litellm_params: { api_base: 'http://EVIL' }, extra_body: { base_url: 'http://EVIL' } }],
    ['anthropic', { model: 'http://EVIL/v1/messages' }],
    ['anthropic', { mcp_servers: [{ type: 'url', url: 'http://EVIL/sse', name: 'evil' }] }],
    [
      'anthropic',
      {
        messages: [
          { role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'http://EVIL/image.png' } }] },
        ],
      },
    ],
    ['gemini', { api_base: 'http://EVIL', model: 'models/http://EVIL' }],
    ['gemini', { contents: [{ parts: [{ fileData: { fileUri: 'http://EVIL/file', mimeType: 'image/png' } }] }] }],
    ['openai', { api_base: 'http://EVIL', base_url: 'http://EVIL', model: 'openai/http://EVIL/v1' }],
    [
      'openai',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://EVIL/image.png' } }] }] },
    ],
  ])('the body of a call to %s: %j', async (vendor, extra) => {
    const { path, body } =
      FORMS[({ anthropic: 'messages', gemini: 'generateContent', openai: 'chat' } as const)[vendor]]
    const sent = toEvil(JSON.stringify({ ...body, ...extra }))
    const told = await ask(base() + path, { method: 'POST', headers: ['content-type', 'application/json'], body: sent })
    expect(told.status).toBe(200)
    expectAtVendor(path)
    expect(stage.provider.received()[0]?.body).toBe(sent)
  })

  const BODY = JSON.stringify(MESSAGE)

  test.each([
    ['Host', 'POST BASE/v1/messages HTTP/1.1', 'Host: EVIL'],
    ['an absolute target', 'POST http://EVILBASE/v1/messages HTTP/1.1', 'Host: EVIL'],
    ['an absolute target, with a Host of ours', 'POST http://EVILBASE/v1/messages HTTP/1.1', 'Host: 127.0.0.1'],
    ['an absolute target of https', 'POST https://EVILBASE/v1/messages HTTP/1.1', 'Host: EVIL'],
    ['an absolute target with a user', 'POST http://a@EVILBASE/v1/messages HTTP/1.1', 'Host: EVIL'],
  ])('%s: it is served or refused', async (_name, line, host) => {
    using wire = await openWire(stage.gateway.port)
    const head = [line, host, 'Content-Type: application/json', `Content-Length: ${BODY.length}`, 'Connection: close']
    wire.send(toEvil([...head, '', BODY].join('\r\n').replace('BASE', new URL(base()).pathname)))
    const status = toStatus(await wire.toEnd())
    if (status === 200) expectAtVendor('/v1/messages')
    else expect(status).toBeLessThan(500)
  })

  test.each([
    'POST http://evil.example/v1/messages HTTP/1.1',
    'POST http://EVIL/v1/messages HTTP/1.1',
    'GET http://EVIL/v1/models HTTP/1.1',
    'POST BASE//EVIL/v1/messages HTTP/1.1',
    'POST BASE/http://EVIL/v1/messages HTTP/1.1',
    'POST BASE/http:%2F%2FEVIL/v1/messages HTTP/1.1',
    'POST BASE@EVIL/v1/messages HTTP/1.1',
    'POST BASE\\\\EVIL\\v1\\messages HTTP/1.1',
    'POST //EVIL/v1/messages HTTP/1.1',
    'POST @EVIL/v1/messages HTTP/1.1',
    'POST BASE/v1beta/models/http:%2F%2FEVIL%2Fx:generateContent HTTP/1.1',
    'CONNECT EVIL HTTP/1.1',
  ])('a target that names another host is refused: %s', async (line) => {
    using wire = await openWire(stage.gateway.port)
    const head = [line, 'Host: EVIL', 'Content-Type: application/json', `Content-Length: ${BODY.length}`]
    wire.send(toEvil([...head, 'Connection: close', '', BODY].join('\r\n').replace('BASE', new URL(base()).pathname)))
    expect(toStatus(await wire.toEnd())).toBeGreaterThanOrEqual(400)
    expect(stage.provider.counts().total).toBe(0)
  })
})

test.each([301, 302, 303, 307, 308])('a vendor’s redirect is passed on and not followed: %i', async (status) => {
  stage.script(1, { kind: 'raw', status, headers: [['location', `${elsewhere.url}/v1/messages`]] })
  expect(await stage.message()).toMatchObject({ status, attempts: 1 })
})
