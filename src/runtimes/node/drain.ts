import type { GatewayServer } from './gateway-server.ts'

const LOOK_EVERY_MS = 50

/**
 * Lets the server end: no new connections, idle ones close, calls under way go on until their last byte has left or
 * `limitMs` has passed. Resolves to how many calls had to be cut.
 */
export async function drain(
  { server, unread, dataPlane }: Pick<GatewayServer, 'server' | 'unread' | 'dataPlane'>,
  limitMs: number,
): Promise<number> {
  const begunAt = performance.now()
  const look = (): void => {
    server.closeIdleConnections()
    unread.onDrain(performance.now() - begunAt)
  }
  const looking = setInterval(look, LOOK_EVERY_MS)
  let cut = 0
  const limit = setTimeout(() => {
    cut = dataPlane.inFlight
    server.closeAllConnections()
  }, limitMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    look()
  })
  clearInterval(looking)
  clearTimeout(limit)
  return cut
}
