import type { IncomingMessage, ServerResponse } from 'node:http'

/** How long a caller whose answer comes early may go on sending before it is cut. */
const LINGER_MS = 10_000

/**
 * A caller that is still uploading would lose an answer that comes early if the connection closed on it with bytes unread.
 * So the connection stays, what comes is read and thrown away, and only then, or after a while, it closes where it was
 * to. Call it before the answer's head is written. A caller that still waits to be asked for its body sends none.
 */
export function linger(response: ServerResponse): void {
  const { req } = response
  const isAwaitingContinue = req.headers.expect !== undefined && !response.shouldKeepAlive
  if (isAwaitingContinue || !hasBody(req)) return
  const isLast = !response.shouldKeepAlive
  response.shouldKeepAlive = true
  req.resume()
  const timer = setTimeout(() => req.socket.destroy(), LINGER_MS).unref()
  req.once('close', () => {
    clearTimeout(timer)
    if (isLast) req.socket.end()
  })
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}
