import type { ServerResponse } from 'node:http'

/** A caller that does not take what was written is not waited for longer. */
const LAST_BYTES_MS = 10_000

/**
 * Ends a begun answer so that nobody takes it for whole: what was written leaves, then the connection breaks without the
 * last chunk or the rest of its length. HTTP/1.0 knows neither, so there the connection is reset; under TLS the missing
 * goodbye says as much.
 */
export function cutOff(response: ServerResponse): void {
  response.flushHeaders()
  const { socket, req } = response
  if (socket === null) {
    response.destroy()
    return
  }
  const isReset = req.httpVersion === '1.0' && !('encrypted' in socket)
  const timer = setTimeout(() => socket.destroy(), LAST_BYTES_MS).unref()
  socket.once('close', () => clearTimeout(timer))
  socket.write('', () => {
    if (isReset) socket.resetAndDestroy()
    else socket.destroy()
  })
}
