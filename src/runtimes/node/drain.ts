import type { Server } from 'node:http'
import type { DataPlane } from './server/data-plane.ts'

const LOOK_EVERY_MS = 50

/**
 * Lets the server end: no new connections, idle ones close, calls under way go on until their last byte has left or
 * `limitMs` has passed. Resolves to how many calls had to be cut.
 */
export async function drain(server: Server, calls: Pick<DataPlane, 'inFlight'>, limitMs: number): Promise<number> {
  let open = true
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      open = false
      resolve()
    })
  })
  const deadline = Date.now() + limitMs
  while (open && Date.now() < deadline) {
    server.closeIdleConnections()
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))])
  }
  const cut = calls.inFlight
  server.closeAllConnections()
  await closed
  return cut
}
