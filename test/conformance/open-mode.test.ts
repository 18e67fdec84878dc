import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askBare } from '../harness/ask-bare.ts'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Contract §8, "Open mode": while there is no client key, only a loopback caller who is no web page and no proxy. */
let stage: Stage

beforeAll(async () => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-1' }]
  stage = await openStage({ anthropic: 1, config: { accounts } })
})

afterAll(() => stage[Symbol.asyncDispose]())

const statusOf = (path: string, headers: readonly string[]) => askBare(stage.gateway.port, { path, headers })

describe.each(['/api/accounts', '/v1/messages'])('%s', (path) => {
  test.each([
    [['Host: 127.0.0.1:PORT']],
    [['Host: localhost:PORT']],
    [['Host: LOCALHOST']],
    [['Host: [::1]:PORT']],
    [['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:PORT']],
    [['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: none']],
    [['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: same-origin']],
  ])('answers %j', async (headers) => {
    expect(await statusOf(path, headers)).toBe(200)
  })

  test.each([
    [['Host: example.com']],
    [['Host: localhost.example.com']],
    [['Host: 127.0.0.1.example.com:PORT']],
    [['Host: 192.168.0.1:PORT']],
    [['Host: 127.0.0.1:PORT', 'Origin: null']],
    [['Host: 127.0.0.1:PORT', 'Origin:']],
    [['Host: 127.0.0.1:PORT', 'Via:']],
    [['Host: 127.0.0.1:PORT', 'Origin: http://example.com']],
    [['Host: 127.0.0.1:PORT', 'Origin: https://127.0.0.1:PORT']],
    [['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:1']],
    [['Host: 127.0.0.1:PORT', 'Origin: http://127.0.0.1:PORT.example.com']],
    [['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site']],
    [['Host: 127.0.0.1:PORT', 'Sec-Fetch-Site: same-site']],
    [['Host: 127.0.0.1:PORT', 'X-Forwarded-For: 127.0.0.1']],
    [['Host: 127.0.0.1:PORT', 'X-Forwarded-Proto: https']],
    [['Host: 127.0.0.1:PORT', 'X-Real-IP: 127.0.0.1']],
    [['Host: 127.0.0.1:PORT', 'Forwarded: for=127.0.0.1']],
    [['Host: 127.0.0.1:PORT', 'Via: 1.1 proxy']],
  ])('refuses %j with 403', async (headers) => {
    const before = stage.provider.counts().total
    expect(await statusOf(path, headers)).toBe(403)
    expect(stage.provider.counts().total).toBe(before)
  })
})

test('a body that is not called JSON is refused by the control API', async () => {
  using wire = await openWire(stage.gateway.port)
  const body = '{"strategy":"weighted"}'
  wire.send(
    `PUT /api/config/strategy HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
  expect(toStatus(await wire.toEnd())).toBe(415)
})

describe('a call without a uuid', () => {
  const body = '{"model":"m"}'
  async function send(lines: readonly string[], sent = body): Promise<string> {
    using wire = await openWire(stage.gateway.port)
    const head = ['POST /v1/messages HTTP/1.1', 'Host: 127.0.0.1', ...lines, 'Connection: close', '', sent]
    wire.send(head.join('\r\n'))
    return await wire.toEnd()
  }
  const length = `Content-Length: ${body.length}`
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`

  test.each([
    ['plain text', [length, 'Content-Type: text/plain;charset=UTF-8']],
    ['a form', [length, 'Content-Type: application/x-www-form-urlencoded']],
    ['an empty type', [length, 'Content-Type:']],
    ['no type', [length]],
  ])('is refused with 403 where a page could have sent its body as %s', async (_, lines) => {
    const before = stage.provider.counts().total
    const answer = await send(lines)
    expect(toStatus(answer)).toBe(403)
    expect(answer).toMatch(/x-claudeflare-error: forbidden/i)
    expect(answer).toContain('content-type: application/json')
    expect(answer).toContain('"type":"permission_error"')
    expect(stage.provider.counts().total).toBe(before)
  })

  test('is refused with 403 where a body without a length has no type', async () => {
    expect(toStatus(await send(['Transfer-Encoding: chunked'], chunks))).toBe(403)
  })

  test.each([
    [[length, 'Content-Type: application/json']],
    [[length, 'content-type: Application/JSON; charset=utf-8']],
    [[length, 'Content-Type: multipart/form-data; boundary=a']],
    [[length, 'Content-Type: application/octet-stream']],
  ])('is let in with %j', async (lines) => {
    expect(toStatus(await send(lines))).toBe(200)
  })

  test('is let in where it has no body, and needs no type then', async () => {
    expect(toStatus(await send(['Content-Length: 0'], ''))).toBe(200)
    expect(toStatus(await send(['Content-Length: 0', 'Content-Type: text/plain'], ''))).toBe(200)
    expect(toStatus(await send([], ''))).toBe(200)
  })
})

test('no answer invites another site: there are no CORS headers', async () => {
  using wire = await openWire(stage.gateway.port)
  wire.send(
    'OPTIONS /api/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://example.com\r\nAccess-Control-Request-Method: GET\r\nConnection: close\r\n\r\n',
  )
  const answer = await wire.toEnd()
  expect(answer.toLowerCase()).not.toContain('access-control-')
  expect(toStatus(answer)).toBeGreaterThanOrEqual(400)
})

test('a caller by uuid is let in from anywhere: the token is the credential', async () => {
  using wire = await openWire(stage.gateway.port)
  wire.send(
    `POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: example.com\r\nX-Forwarded-For: 1.2.3.4\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
  )
  expect(toStatus(await wire.toEnd())).toBe(200)
})
