import type { IncomingMessage } from 'node:http'

/** More than any sound request to these endpoints has. */
const MOST_BYTES = 65_536

/** The body as text; `null` where it is too long or does not come whole. */
export async function readText(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) return null
      length += chunk.length
      if (length > MOST_BYTES) return null
      chunks.push(chunk)
    }
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString()
}
