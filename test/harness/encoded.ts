import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

/** A stream of events as a vendor may compress it. */
export interface Encoded {
  readonly name: string
  readonly encoding: string
  readonly bytes: Buffer
}

const STREAM = [
  'event: message_start\ndata: {"type":"message_start","message":{"model":"m","usage":{"input_tokens":3}}}\n\n',
  'event: message_stop\ndata: {"type":"message_stop"}\n\n',
].map((part) => Buffer.from(part))
const TEXT = Buffer.concat(STREAM)

function inTwo(compress: (bytes: Buffer) => Buffer): Buffer {
  return Buffer.concat(STREAM.map((part) => compress(part)))
}

/** What every runtime can read, or need not. */
export const ENCODED: readonly Encoded[] = [
  { name: 'gzip', encoding: 'gzip', bytes: gzipSync(TEXT) },
  { name: 'gzip of several members', encoding: 'gzip', bytes: inTwo((part) => gzipSync(part)) },
  { name: 'gzip, padded with zeros', encoding: 'gzip', bytes: Buffer.concat([gzipSync(TEXT), Buffer.alloc(8)]) },
  { name: 'x-gzip', encoding: 'x-gzip', bytes: gzipSync(TEXT) },
  { name: 'deflate', encoding: 'deflate', bytes: deflateSync(TEXT) },
  { name: 'deflate without its frame', encoding: 'deflate', bytes: deflateRawSync(TEXT) },
  { name: 'br', encoding: 'br', bytes: brotliCompressSync(TEXT) },
  { name: 'one after another', encoding: 'gzip, br', bytes: brotliCompressSync(gzipSync(TEXT)) },
  { name: 'a coding that nobody knows', encoding: 'pack-2027', bytes: Buffer.from('whatever it holds') },
]

/** What a Worker's platform cannot read. */
export const ENCODED_IN_ZSTD: readonly Encoded[] = [
  { name: 'zstd', encoding: 'zstd', bytes: zstdCompressSync(TEXT) },
  { name: 'zstd in several frames', encoding: 'zstd', bytes: inTwo((part) => zstdCompressSync(part)) },
]
