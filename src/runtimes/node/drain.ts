import type { Server } from 'node:http'
import type { DataPlane } from './server/data-plane.ts'

const LOOK_EVERY_MS = 50

/**
 * Lets the server end: no new connections, idle ones close, calls under way go on until their last byte has left or
 * `limitMs` has passed. Resolves to how many calls had to be cut.
 */
export async function drain(server: Server, calls: Pick<DataPlane, 'inFlight'>, limitMs: number): Promise<number> {
  const looking = setInterval(() => server.closeIdleConnections(), LOOK_EVERY_MS)
  let cut = 0
  const limit = setTimeout(() => {
    cut = calls.inFlight
    server.closeAllConnections()
  }, limitMs)
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })
  clearInterval(looking)
  clearTimeout(limit)
  return cut
}
