import { once } from 'node:events'
import { createServer } from 'node:net'

/** `http://127.0.0.1:PORT` of a port at which nobody listens. */
export async function findClosedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${address.port}`
}
