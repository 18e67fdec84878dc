import { Buffer } from 'node:buffer'

/** The same bytes as node's own kind, which nearly all of them are already. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
