import { once } from 'node:events'
import { createServer } from 'node:net'

/** `http://127.0.0.1:PORT` of a port at which nobody listens. */
export async function findClosedOrigin(): Promise<string> {
  return `http://127.0.0.1:${await findFreePort()}`
}

/** A port of 127.0.0.1 at which nobody listens now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  server.close()
  await once(server, 'close')
  return address.port
}
