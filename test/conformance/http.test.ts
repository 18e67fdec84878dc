import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { pick, toRecord } from '../harness/json.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** What HTTP offers beyond a plain request and answer: it works through the gateway as it does without. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

const PATH = `/${UUID}/lb/v1/messages`

test('HEAD gets a head and no body, and the connection goes on', async () => {
  using wire = await openWire(stage.gateway.port)
  const head = `HEAD /${UUID}/lb/v1/models HTTP/1.1\r\nHost: a\r\nanthropic-version: 2023-06-01\r\n`
  wire.send(`${head}\r\n${head}Connection: close\r\n\r\n`)
  const answer = await wire.toEnd()
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  expect(answer).not.toContain('has_more')
  expect(stage.provider.received().map(({ method }) => method)).toEqual(['HEAD', 'HEAD'])
})

describe('Expect: 100-continue', () => {
  test('is answered with 100, then the body is taken', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(
      `POST ${PATH} HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n`,
    )
    expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(100)
    wire.send('{}')
    expect(await wire.toEnd(2000)).toMatch(/HTTP\/1\.1 200/)
    // It asked for the connection to be closed; an expectation does not change that.
    expect(wire.closed()).toBe(true)
    expect(stage.provider.received()[0]?.bodyBytes).toBe(2)
  })

  test('is refused before the body where that is known from the head', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(
      `POST /nobody-knows-this-token-0/lb/v1/messages HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
    )
    const answer = await wire.until(/HTTP\/1\.1 404/)
    expect(toStatus(answer)).toBe(404)
  })

  test('an expectation that nobody knows is 417', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`)
    expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(417)
    expect(stage.provider.counts().total).toBe(0)
  })
})

test('trailers of an answer come back as trailers', async () => {
  stage.script(1, { kind: 'ok', trailers: [['x-checksum', 'abc']] })
  const told = await stage.message({ stream: true }, { headers: ['te', 'trailers'] })
  expect(told).toMatchObject({ status: 200, end: 'ended', rawTrailers: ['x-checksum', 'abc'] })
  expect(told.headers['x-checksum']).toBeUndefined()
})

test('interim answers do not hinder the final one', async () => {
  stage.script(1, {
    kind: 'ok',
    interim: [
      [103, [['link', '</a>']]],
      [102, []],
    ],
  })
  expect(await stage.message()).toMatchObject({ status: 200, end: 'ended' })
})

test('an answer that comes while the body still goes up is passed on', async () => {
  stage.script(1, { kind: 'raw', status: 400, early: true, body: '{"type":"error"}' })
  const big = { ...MESSAGE, messages: [{ role: 'user', content: 'x'.repeat(8_000_000) }] }
  expect(await askJson(`${stage.lb}/v1/messages`, big)).toMatchObject({ status: 400, text: '{"type":"error"}' })
})

test('204 and 304 have no body', async () => {
  stage.script(
    1,
    { kind: 'raw', status: 204 },
    { kind: 'raw', status: 304, headers: [['etag', '"a"']] },
    { kind: 'ok' },
  )
  expect(await stage.message()).toMatchObject({ status: 204, text: '' })
  expect(await stage.message()).toMatchObject({ status: 304, text: '' })
  expect((await stage.message()).status).toBe(200)
})

describe('a body of more than 32 MB', () => {
  const BIG = Buffer.alloc(32 * 1024 * 1024 + 1, 0x20)

  test.each([
    ['anthropic', '/v1/messages', (text: string) => pick(toRecord(text), 'error', 'type') === 'request_too_large'],
    ['gemini', '/v1beta/models/g:generateContent', (text: string) => pick(toRecord(text), 'error', 'code') === 413],
    ['openai', '/v1/chat/completions', (text: string) => typeof pick(toRecord(text), 'error', 'message') === 'string'],
  ] as const)("is 413 in the caller's protocol: %s", async (_name, path, isEnvelope) => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`POST /${UUID}/lb${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BIG.length}\r\n\r\n`)
    wire.send(BIG)
    const answer = await wire.until(/\r\n\r\n.*\}\s*$/s)
    expect(toStatus(answer)).toBe(413)
    expect(answer.toLowerCase()).toContain('x-claudeflare-error: body_too_large')
    expect(isEnvelope(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toBe(true)
    expect(stage.provider.counts().total).toBe(0)
  })

  test('is told also to a caller that wants the connection closed: it is not reset under its upload', async () => {
    for (let round = 0; round < 20; round += 1) {
      using wire = await openWire(stage.gateway.port)
      wire.send(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: ${BIG.length}\r\nConnection: close\r\n\r\n`)
      wire.send(BIG)
      expect(toStatus(await wire.toEnd())).toBe(413)
    }
  })

  test('also where no length announces it', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`)
    wire.send(`${BIG.length.toString(16)}\r\n`)
    wire.send(BIG)
    wire.send('\r\n0\r\n\r\n')
    expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(413)
    expect(stage.provider.counts().total).toBe(0)
  })

  test('exactly 32 MB is served', async () => {
    const body = BIG.subarray(1)
    expect((await ask(`${stage.lb}/v1/messages`, { body })).status).toBe(200)
    const sha256 = createHash('sha256').update(body).digest('hex')
    expect(stage.provider.received()[0]).toMatchObject({ bodyBytes: body.length, bodySha256: sha256 })
  })
})

describe('max_buffered_bytes', () => {
  test('past it 503 overloaded', async () => {
    await using other = await openStage({ anthropic: 1, config: { max_buffered_bytes: 3_000_000 } })
    other.always(1, { kind: 'ok', headAfterMs: 400 })
    const body = JSON.stringify({ ...MESSAGE, messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }] })
    const told = await Promise.all(Array.from({ length: 6 }, () => ask(`${other.lb}/v1/messages`, { body })))
    const statuses = told.map(({ status }) => status)
    expect(statuses).toContain(200)
    expect(told.find(({ status }) => status === 503)).toMatchObject({ error: 'overloaded' })
    expect(new Set(statuses)).toEqual(new Set([200, 503]))
    expect((await ask(`${other.lb}/v1/messages`, { body })).status).toBe(200)
  })
})

test('a body that is cut off sends nothing on', async () => {
  const wire = await openWire(stage.gateway.port)
  wire.send(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"model"`)
  wire.socket.end()
  await wire.toEnd()
  expect((await stage.message()).status).toBe(200)
  expect(stage.provider.counts().total).toBe(1)
})
