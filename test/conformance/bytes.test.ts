import { createHash, randomBytes } from 'node:crypto'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { askIn, STREAMS, FORMS } from '../harness/calls.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Contract §4: what is sent on and what comes back, byte for byte. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('to the vendor', () => {
  test.each([0, 1, 1000, 70_000, 3_000_000])('a body of %d bytes goes on byte for byte', async (size) => {
    const body = randomBytes(size)
    await ask(`${stage.lb}/v1/messages`, { body, headers: ['content-type', 'application/json'] })
    expect(stage.provider.received()[0]).toMatchObject({ bodyBytes: size, bodySha256: sha256(body) })
  })

  test('JSON is not rewritten', async () => {
    const body =
      '{ "stream" : false,"model":"claude-sonnet-5", "a":1e2,\t"a":"\\u00e9", "max_tokens":1, "messages":[] }\n'
    await ask(`${stage.lb}/v1/messages`, { body, headers: ['content-type', 'application/json'] })
    expect(stage.provider.received()[0]?.body).toBe(body)
  })

  test('a chunked body goes on whole', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(
      `POST ${new URL(stage.lb).pathname}/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`,
    )
    wire.send('3\r\n{"a\r\n5;x=y\r\n":12}\r\n0\r\n\r\n')
    expect(toStatus(await wire.toEnd())).toBe(200)
    expect(stage.provider.received()[0]?.body).toBe('{"a":12}')
  })

  test('the query goes on without the credential', async () => {
    await askJson(`${stage.lb}/v1beta/models/g:generateContent?a=1&key=placeholder&b=%20c`, {})
    expect(stage.provider.received()[0]?.target).toBe('/v1beta/models/g:generateContent?a=1&b=%20c')
    await askJson(`${stage.lb}/v1/messages?beta=true`, MESSAGE)
    expect(stage.provider.received()[1]?.target).toBe('/v1/messages?beta=true')
  })
})

describe('to the caller', () => {
  test('status and body, byte for byte', async () => {
    const body = randomBytes(5000)
    const headers = [['content-type', 'application/octet-stream']] as const
    stage.script(1, { kind: 'raw', status: 299, headers, base64: body.toString('base64') })
    const told = await stage.message()
    expect(told.status).toBe(299)
    expect(told.bytes.equals(body)).toBe(true)
  })

  test('errors that are passed on are the vendor’s, byte for byte', async () => {
    const body = '{"type":"error" , "error":{"type":"invalid_request_error","message":"no"}}\n'
    stage.script(1, { kind: 'raw', status: 400, headers: [['content-type', 'application/json']], body })
    expect(await stage.message()).toMatchObject({ status: 400, text: body, error: '' })
  })

  test.each(STREAMS)('a stream passes byte for byte, wherever it is cut: %s', async (form) => {
    const key = { anthropic: 1, gemini: 2, openai: 3 }[FORMS[form].vendor]
    stage.script(key, { kind: 'ok', words: 5 }, { kind: 'ok', words: 5, chunkBytes: 3 })
    const whole = await askIn(form, stage.lb)
    const split = await askIn(form, stage.lb)
    expect(split).toMatchObject({ status: 200, end: 'ended' })
    expect(toLevel(split.text)).toBe(toLevel(whole.text))
    expect(toLevel(whole.text)).not.toBe('')
  })

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
    ['deflate', inflateSync],
  ] as const)('%s passes untouched, streamed or not', async (encoding, open) => {
    stage.script(1, { kind: 'ok', encoding }, { kind: 'ok', encoding })
    for (const stream of [false, true]) {
      const told = await stage.message({ stream }, { headers: ['accept-encoding', encoding] })
      expect(told).toMatchObject({ status: 200, end: 'ended' })
      expect(told.headers['content-encoding']).toBe(encoding)
      expect(open(told.bytes).toString()).toContain(stream ? 'message_stop' : 'end_turn')
    }
  })

  test('each event comes as soon as the vendor has sent it', async () => {
    stage.script(1, { kind: 'ok', stall: { piece: 4, ms: 60_000 } })
    using stop = { abort: new AbortController(), [Symbol.dispose]: () => undefined }
    const first = await new Promise<string>((resolve, reject) => {
      let text = ''
      const onData = (chunk: Buffer) => {
        text += chunk.toString()
        if (text.includes('content_block_delta')) resolve(text)
      }
      stage.message({ stream: true }, { signal: stop.abort.signal, onData }).catch(reject)
    })
    expect(first).toContain('message_start')
    stop.abort.abort()
  })

  test('20 MB come through whole', async () => {
    stage.script(1, { kind: 'ok', words: 2_000_000 })
    const told = await stage.message()
    expect(told).toMatchObject({ status: 200, end: 'ended' })
    expect(told.text.endsWith('"standard"}}')).toBe(true)
    expect(told.bytes.length).toBeGreaterThan(10_000_000)
  })
})

/** Without what differs from one answer to the next. */
function toLevel(text: string): string {
  return text.replaceAll(/"(id|responseId)":"[^"]*"|fake[0-9a-z]{8}/g, '')
}
