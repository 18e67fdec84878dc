import { once } from 'node:events'
import type { Transform } from 'node:stream'
import {
  brotliCompressSync,
  createBrotliCompress,
  createDeflate,
  createGzip,
  createZstdCompress,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import type { Encoding } from './step.ts'

/** Compresses a whole body. */
export function encodeWhole(bytes: Buffer, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'gzip':
      return gzipSync(bytes)
    case 'br':
      return brotliCompressSync(bytes)
    case 'deflate':
      return deflateSync(bytes)
    case 'zstd':
      return zstdCompressSync(bytes)
  }
}

/** Compresses a stream so that each piece can be read as soon as it has come: flushed after every one. */
export async function* encodePieces(pieces: Iterable<Buffer>, encoding: Encoding): AsyncIterable<Buffer> {
  const compressor = createCompressor(encoding)
  const ready: Buffer[] = []
  compressor.on('data', (chunk: Buffer) => ready.push(chunk))
  for (const piece of pieces) {
    compressor.write(piece)
    await new Promise<void>((done) => compressor.flush(done))
    yield Buffer.concat(ready.splice(0))
  }
  const ended = once(compressor, 'end')
  compressor.end()
  await ended
  yield Buffer.concat(ready)
}

function createCompressor(encoding: Encoding): Transform & { flush(done: () => void): void } {
  switch (encoding) {
    case 'gzip':
      return createGzip()
    case 'br':
      return createBrotliCompress()
    case 'deflate':
      return createDeflate()
    case 'zstd':
      return createZstdCompress()
  }
}
