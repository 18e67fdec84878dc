import { randomInt } from 'node:crypto'
import { connect } from 'node:net'

/**
 * Ports that systems do not hand out to whoever asks for any: Linux begins at 32768, others at 49152 (RFC 6335). One that is
 * found here is not taken by another test's server a moment later. Browsers refuse a few below 11000.
 */
const FROM = 11_000
const TO = 32_000

/** `http://127.0.0.1:PORT` of a port at which nobody listens. */
export async function findClosedOrigin(): Promise<string> {
  return `http://127.0.0.1:${await findFreePort()}`
}

/** A port of 127.0.0.1 at which nobody listens. */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FROM, TO)
    if (await isClosed(port)) return port
  }
}

function isClosed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', () => resolve(true))
  })
}
