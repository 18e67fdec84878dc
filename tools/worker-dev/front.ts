import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

/** A caller whose answer came early may go on sending for so long before it is cut. */
const LINGER_MS = 10_000

const VERSION = / HTTP\/(\d\.\d)\r\n/
/** Longer than any request line that workerd takes. */
const LONGEST_LINE = 32 * 1024

/**
 * Stands where Cloudflare's own edge stands in front of a deployed Worker, and does of that what workerd alone does not: it
 * tells of a caller that went away before its answer began, and of callers that do not speak HTTP/1.1. Else bytes pass as
 * they are.
 */
export function createFront(socketPath: string): Server {
  return createServer({ allowHalfOpen: true, noDelay: true }, (caller) => join(caller, socketPath))
}

function join(caller: Socket, socketPath: string): void {
  const worker = createConnection(socketPath)
  let isFirst = true
  caller.on('data', (chunk) => {
    const bytes = isFirst ? withVersion(chunk) : chunk
    isFirst = false
    if (worker.destroyed || worker.writableEnded) return
    if (!worker.write(bytes)) caller.pause()
  })
  worker.on('drain', () => caller.resume())
  worker.on('data', (chunk) => {
    if (!caller.write(chunk)) worker.pause()
  })
  caller.on('drain', () => worker.resume())
  // Callers of HTTP end their side when they go; workerd takes it for one that still reads.
  caller.on('end', () => worker.destroy())
  caller.on('close', () => worker.destroy())
  worker.on('close', () => letGo(caller))
  caller.on('error', () => worker.destroy())
  worker.on('error', ignore)
}

/** What was answered has to reach a caller that is still sending: what it sends is read and dropped for a while. */
function letGo(caller: Socket): void {
  if (caller.destroyed) return
  caller.end()
  caller.resume()
  setTimeout(() => caller.destroy(), LINGER_MS).unref()
}

/** A header tells the Worker what version the first request of a connection came in, where it is not the usual one. */
function withVersion(chunk: Buffer): Buffer {
  const line = chunk.toString('latin1', 0, LONGEST_LINE)
  const found = VERSION.exec(line)
  if (found === null || found[1] === '1.1') return chunk
  const end = found.index + found[0].length
  const header = Buffer.from(`x-claudeflare-http-version: ${found[1]}\r\n`)
  return Buffer.concat([chunk.subarray(0, end), header, chunk.subarray(end)])
}

function ignore(): void {
  // its close is what counts
}
