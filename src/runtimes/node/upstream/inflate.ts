import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { Zlib } from 'node:zlib'
import type { Transform } from 'node:stream'
import type { Inflater, InflaterSink } from '../../../gateway/inflater.ts'
import { MAX_INFLATED_BYTES, MAX_REFUSAL_BYTES, MAX_WAITING_BYTES } from '../../../gateway/inflater.ts'

/** `null` for `identity`; a name that is not known here is given up at once. */
export function createInflater(encoding: string, sink: InflaterSink): Inflater | null {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return null
  const stream = open(name)
  let given = 0
  let inflated = 0
  let finish: (() => void) | null = null
  let over = stream === null

  function close(): void {
    over = true
    finish?.()
    finish = null
  }

  function giveUp(): void {
    if (over) return
    sink.onGivenUp()
    stream?.destroy()
    close()
  }

  if (stream === null) sink.onGivenUp()
  stream?.on('data', (chunk: Buffer) => {
    inflated += chunk.length
    if (inflated > MAX_INFLATED_BYTES) giveUp()
    else if (!over) sink.onInflated(chunk)
  })
  stream?.on('end', () => {
    // Node's decompressor leaves all but the first of several frames unread; of gzip's members it reads all.
    if (name === 'zstd' && stream.bytesWritten < given) giveUp()
    else close()
  })
  stream?.on('error', (error: NodeJS.ErrnoException) => {
    // What a stream that was cut held until then has been read; what cannot be read at all is another matter.
    if (isTruncation(error)) close()
    else giveUp()
  })
  return {
    write(chunk) {
      if (stream === null) return
      if (over) {
        // More after what was taken for the end: several frames in one body.
        sink.onGivenUp()
        return
      }
      given += chunk.length
      stream.write(chunk)
      if (stream.writableLength > MAX_WAITING_BYTES) giveUp()
    },
    end(done) {
      if (over || stream === null) {
        done()
        return
      }
      finish = done
      stream.end()
    },
    destroy() {
      over = true
      finish = null
      stream?.destroy()
    },
  }
}

function isTruncation(error: NodeJS.ErrnoException): boolean {
  return error.code === 'Z_BUF_ERROR' || error.message.includes('unexpected end')
}

function open(name: string): (Transform & Zlib) | null {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ flush: constants.Z_SYNC_FLUSH })
    case 'deflate':
      return createInflate({ flush: constants.Z_SYNC_FLUSH })
    case 'br':
      return createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH })
    case 'zstd':
      return createZstdDecompress({ flush: constants.ZSTD_e_flush })
    default:
      return null
  }
}

/** A refusal's text, also from a body that was cut; the bytes themselves where they cannot be read. */
export function inflateRefusal(encoding: string, body: Uint8Array): Uint8Array {
  const limits = { maxOutputLength: MAX_REFUSAL_BYTES }
  try {
    switch (encoding.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, { ...limits, finishFlush: constants.Z_SYNC_FLUSH })
      case 'deflate':
        return inflateSync(body, { ...limits, finishFlush: constants.Z_SYNC_FLUSH })
      case 'br':
        return brotliDecompressSync(body, { ...limits, finishFlush: constants.BROTLI_OPERATION_FLUSH })
      case 'zstd':
        return zstdDecompressSync(body, { ...limits, finishFlush: constants.ZSTD_e_flush })
      default:
        return body
    }
  } catch {
    return body
  }
}
