import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toPostHead } from '../harness/raw-request.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Callers that send too much, or that read nothing. */
const LIMIT = 4_000_000

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, config: { max_buffered_bytes: LIMIT } })
})
afterAll(() => stage[Symbol.asyncDispose]())

test('a chunked body past max_buffered_bytes is 503 overloaded, and what it held is given back', async () => {
  using wire = await openWire(stage.gateway.port)
  wire.send(toPostHead('Transfer-Encoding: chunked', 'Connection: close'))
  for (let sent = 0; sent <= LIMIT; sent += 500_000) wire.send(`7a120\r\n${'a'.repeat(500_000)}\r\n`)
  wire.send('0\r\n\r\n')
  const answer = await wire.toEnd()
  expect(toStatus(answer)).toBe(503)
  expect(answer.toLowerCase()).toContain('x-claudeflare-error: overloaded')
  const pad = 'a'.repeat(LIMIT - 100_000)
  for (let round = 0; round < 3; round += 1) expect((await stage.message({ pad })).status).toBe(200)
})

describe('a caller that stops reading', () => {
  test('is hung up on after idle_timeout_ms, and so is the vendor', async () => {
    await using stage = await openStage({ anthropic: 1, config: { idle_timeout_ms: 700 } })
    stage.always(1, { kind: 'ok', words: 1_000_000 })
    using wire = await openWire(stage.gateway.port)
    wire.socket.pause()
    const body = '{"model":"m","stream":true}'
    wire.send(toPostHead(`Content-Length: ${body.length}`) + body)
    await expect.poll(() => stage.provider.received()[0]?.abortedAt ?? null, { timeout: 30_000 }).toBeGreaterThan(0)
    expect(stage.provider.received()[0]?.answeredAt).toBe(null)
    wire.socket.resume()
    expect(await wire.toEnd()).not.toMatch(/\r\n0\r\n\r\n$/)
    expect(wire.closed()).toBe(true)
  })
})
