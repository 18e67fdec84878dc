import type { ServerResponse } from 'node:http'
import { asBuffer } from '../as-buffer.ts'

/** Below this, copying costs less than a write of four parts. */
const SMALL = 8 * 1024

/**
 * Writes the next bytes of an answer whose head has left; `false` asks to wait for `onDrain` (which `drain` of the
 * response does not call). Node writes a chunk as four parts of a gathered write; as one string it costs a third less,
 * which is most of what relaying a stream's event costs. latin1 maps each byte to a character and back.
 */
export function writeBytes(response: ServerResponse, chunk: Uint8Array, onDrain: () => void): boolean {
  const { socket } = response
  // A pipelined answer that waits for its turn has no socket yet.
  if (socket === null || !response.chunkedEncoding || chunk.length > SMALL || chunk.length === 0) {
    return response.write(chunk)
  }
  const taken = socket.write(`${chunk.length.toString(16)}\r\n${asBuffer(chunk).toString('latin1')}\r\n`, 'latin1')
  if (!taken) socket.once('drain', onDrain)
  return taken
}
