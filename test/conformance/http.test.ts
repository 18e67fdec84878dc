import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { gather } from '../harness/gather.ts'
import { pick, toRecord } from '../harness/json.ts'
import { toPostHead } from '../harness/raw-request.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** What HTTP offers beyond a plain request and answer, and bodies too large: on every runtime. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

test('HEAD gets a head and no body', async () => {
  for (let count = 0; count < 2; count += 1) {
    const told = await ask(`${stage.lb}/v1/models`, { method: 'HEAD', headers: ['anthropic-version', '2023-06-01'] })
    expect(told).toMatchObject({ status: 200, text: '', end: 'ended' })
  }
  expect(stage.provider.received().map(({ method }) => method)).toEqual(['HEAD', 'HEAD'])
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
    const told = await ask(`${stage.lb}${path}`, { body: BIG })
    expect(told).toMatchObject({ status: 413, error: 'body_too_large' })
    expect(isEnvelope(told.text)).toBe(true)
    expect(stage.provider.counts().total).toBe(0)
  })

  test('also where no length announces it', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(`${toPostHead('Transfer-Encoding: chunked')}${BIG.length.toString(16)}\r\n`)
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
    other.always(1, { kind: 'ok', held: true })
    const body = JSON.stringify({ ...MESSAGE, messages: [{ role: 'user', content: 'x'.repeat(1_000_000) }] })
    const calls = gather(Array.from({ length: 6 }, () => ask(`${other.lb}/v1/messages`, { body })))
    await expect.poll(() => other.provider.counts().open + calls.settled()).toBe(6)
    other.provider.release()
    const told = await calls.all
    const statuses = told.map(({ status }) => status)
    expect(statuses).toContain(200)
    expect(told.find(({ status }) => status === 503)).toMatchObject({ error: 'overloaded' })
    expect(new Set(statuses)).toEqual(new Set([200, 503]))
    expect((await ask(`${other.lb}/v1/messages`, { body })).status).toBe(200)
  })
})

test('a body that is cut off sends nothing on', async () => {
  const wire = await openWire(stage.gateway.port)
  wire.send(`${toPostHead('Content-Length: 100')}{"model"`)
  wire.socket.end()
  await wire.toEnd()
  expect((await stage.message()).status).toBe(200)
  expect(stage.provider.counts().total).toBe(1)
})

test('an answer that no body is needed for is heard by whoever sends one, however long', async () => {
  await using stage = await openStage()
  const { url } = stage.gateway
  for (const [path, status] of [
    ['/nothing-here', 404],
    ['/api/session', 409],
  ] as const) {
    for (let count = 0; count < 5; count += 1) {
      expect((await askJson(`${url}${path}`, { key: 'x'.repeat(3_000_000) })).status).toBe(status)
    }
  }
})
