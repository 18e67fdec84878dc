import { zstdDecompressSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire } from '../harness/wire.ts'

/** Contract §4, where connections and bytes are the gateway's own. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

test('the status comes with its reason phrase', async () => {
  using wire = await openWire(stage.gateway.port)
  const head = `POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n`
  wire.send(`${head}Connection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n`)
  expect(await wire.toEnd()).toContain('200 OK')
})

test('zstd passes untouched, streamed or not', async () => {
  stage.script(1, { kind: 'ok', encoding: 'zstd' }, { kind: 'ok', encoding: 'zstd' })
  for (const stream of [false, true]) {
    const told = await stage.message({ stream }, { headers: ['accept-encoding', 'zstd'] })
    expect(told).toMatchObject({ status: 200, end: 'ended' })
    expect(told.headers['content-encoding']).toBe('zstd')
    expect(zstdDecompressSync(told.bytes).toString()).toContain(stream ? 'message_stop' : 'end_turn')
  }
})

describe('a connection to the vendor', () => {
  test('is kept and used again', async () => {
    await stage.message()
    await stage.message()
    const [first, second] = stage.provider.received()
    expect(second?.connection).toBe(first?.connection)
  })
})
