import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pick } from '../harness/json.ts'
import { getJson } from '../harness/stage.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import type { VendorStage } from '../harness/vendor-stage.ts'

/** Compressed streams in every form that clients can read: they pass untouched, and no sound one is taken for a cut one. */
const STREAM = [
  'event: message_start\ndata: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":3}}}\n\n',
  'event: message_stop\ndata: {"type":"message_stop"}\n\n',
] as const
const TEXT = Buffer.from(STREAM.join(''))
const [first, second] = STREAM.map((part) => Buffer.from(part))

interface Encoded {
  readonly name: string
  readonly encoding: string
  readonly bytes: Buffer
}

function inTwo(compress: (bytes: Buffer) => Buffer): Buffer {
  return Buffer.concat([first, second].map((part) => compress(part ?? Buffer.alloc(0))))
}

const ENCODED: readonly Encoded[] = [
  { name: 'gzip', encoding: 'gzip', bytes: gzipSync(TEXT) },
  { name: 'gzip of several members', encoding: 'gzip', bytes: inTwo((part) => gzipSync(part)) },
  { name: 'gzip, padded with zeros', encoding: 'gzip', bytes: Buffer.concat([gzipSync(TEXT), Buffer.alloc(8)]) },
  { name: 'x-gzip', encoding: 'x-gzip', bytes: gzipSync(TEXT) },
  { name: 'deflate', encoding: 'deflate', bytes: deflateSync(TEXT) },
  { name: 'deflate without its frame', encoding: 'deflate', bytes: deflateRawSync(TEXT) },
  { name: 'br', encoding: 'br', bytes: brotliCompressSync(TEXT) },
  { name: 'zstd', encoding: 'zstd', bytes: zstdCompressSync(TEXT) },
  { name: 'zstd in several frames', encoding: 'zstd', bytes: inTwo((part) => zstdCompressSync(part)) },
  { name: 'one after another', encoding: 'gzip, br', bytes: brotliCompressSync(gzipSync(TEXT)) },
  { name: 'a coding that nobody knows', encoding: 'pack-2027', bytes: Buffer.from('whatever it holds') },
]

let stage: VendorStage
let current = ENCODED[0]

beforeAll(async () => {
  stage = await openVendorStage(
    ({ whole, send }) => {
      void whole.then(() => {
        const { encoding, bytes } = current ?? { encoding: '', bytes: Buffer.alloc(0) }
        send(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: ${encoding}\r\n`)
        send(`transfer-encoding: chunked\r\n\r\n`)
        // In two chunks, cut in the middle.
        for (const part of [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]) {
          send(`${part.length.toString(16)}\r\n`)
          send(part)
          send('\r\n')
        }
        return send('0\r\n\r\n')
      })
    },
    { anthropic: 1 },
  )
})
afterAll(() => stage[Symbol.asyncDispose]())

describe('passes untouched', () => {
  test.each(ENCODED)('$name', async (encoded) => {
    current = encoded
    const told = await stage.message({ stream: true }, { headers: ['accept-encoding', encoded.encoding] })
    expect(told).toMatchObject({ status: 200, end: 'ended', attempts: 1 })
    expect(told.headers['content-encoding']).toBe(encoded.encoding)
    expect(told.bytes.equals(encoded.bytes)).toBe(true)
  })

  test('and none of them counts as a failure', async () => {
    const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
    expect(pick(status, 'loadBalancer', 'stats')).toMatchObject({ failedRequests: 0 })
  })
})
