import type { ServerResponse } from 'node:http'

/**
 * Ends a begun answer so that nobody takes it for whole: what was written leaves, then the connection breaks without the
 * last chunk or the rest of its length. HTTP/1.0 knows neither, so there the connection is reset.
 */
export function cutOff(response: ServerResponse): void {
  const { socket, req } = response
  if (socket === null) {
    response.destroy()
    return
  }
  const needsReset = req.httpVersion === '1.0'
  socket.write('', () => {
    if (needsReset) socket.resetAndDestroy()
    else socket.destroy()
  })
}
