import type { IncomingMessage } from 'node:http'

/** How long a caller whose answer came early may go on sending before it is cut. */
const LINGER_MS = 10_000

/**
 * A caller that is still uploading when its answer is complete would lose that answer if the connection closed on it.
 * What it sends is read and thrown away, for a while.
 */
export function linger(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  request.resume()
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS)
  timer.unref()
  request.once('close', () => clearTimeout(timer))
}
