import type { ServerResponse } from 'node:http'
import { asBuffer } from '../as-buffer.ts'

/** Below this, copying costs less than a write of two parts. */
const SMALL = 8 * 1024

/**
 * Ends an answer with its last bytes, `null` where all have gone. Node sends a head and a string as one write, but a head
 * and a buffer as two parts of a gathered one; latin1 maps each byte to a character and back.
 */
export function endWith(response: ServerResponse, last: Uint8Array | null): void {
  if (last === null) response.end()
  else if (last.length <= SMALL) response.end(asBuffer(last).toString('latin1'), 'latin1')
  else response.end(last)
}
