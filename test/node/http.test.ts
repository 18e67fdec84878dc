import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { toPostHead } from '../harness/raw-request.ts'
import { UUID } from '../harness/settings.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** What HTTP offers beyond a plain request and answer, as far as the gateway itself speaks it. */
const BIG = Buffer.alloc(32 * 1024 * 1024 + 1, 0x20)

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

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
    wire.send(toPostHead('Expect: 100-continue', 'Content-Length: 2', 'Connection: close'))
    expect(toStatus(await wire.until(/\r\n\r\n/))).toBe(100)
    wire.send('{}')
    expect(await wire.toEnd()).toMatch(/HTTP\/1\.1 200/)
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
    wire.send(`${toPostHead('Expect: magic', 'Content-Length: 2', 'Connection: close')}{}`)
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

test('413 is told also to a caller that wants the connection closed: it is not reset under its upload', async () => {
  for (let round = 0; round < 20; round += 1) {
    using wire = await openWire(stage.gateway.port)
    wire.send(toPostHead(`Content-Length: ${BIG.length}`, 'Connection: close'))
    wire.send(BIG)
    expect(toStatus(await wire.toEnd())).toBe(413)
  }
})
