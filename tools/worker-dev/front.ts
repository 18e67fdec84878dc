import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

/** A caller whose answer came early may go on sending for so long before it is cut. */
const LINGER_MS = 10_000

const VERSION = / HTTP\/(\d\.\d)\r\n$/
/** Longer than any request line that workerd takes. */
const LONGEST_LINE = 32 * 1024

export interface Front {
  readonly server: Server
  /** Resolves when no caller is connected. */
  empty(): Promise<void>
}

/**
 * Stands where Cloudflare's own edge stands in front of a deployed Worker, and does of that what workerd alone does not: it
 * tells of a caller that went away before its answer began, and of callers that do not speak HTTP/1.1. Else bytes pass as
 * they are.
 */
export function createFront(socketPath: string): Front {
  const open = new Set<Socket>()
  let onEmpty: (() => void) | null = null
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const worker = createConnection(socketPath)
    open.add(worker)
    worker.on('close', () => {
      open.delete(worker)
      if (open.size === 0) onEmpty?.()
    })
    join(caller, worker)
  })
  return {
    server,
    empty: () =>
      new Promise((resolve) => {
        onEmpty = resolve
        if (open.size === 0) resolve()
      }),
  }
}

function join(caller: Socket, worker: Socket): void {
  const toWorker = createVersionTeller()
  caller.on('data', (chunk) => {
    const bytes = toWorker(chunk)
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

/** A header tells the Worker what version the requests of a connection come in, where it is not the usual one. */
function createVersionTeller(): (chunk: Buffer) => Buffer {
  let line: Buffer | null = Buffer.alloc(0)
  return (chunk) => {
    if (line === null) return chunk
    const all = Buffer.concat([line, chunk])
    const end = all.indexOf('\r\n')
    // Nothing leaves before the first line is there, so that none passes for another version by coming in pieces.
    if (end < 0 && all.length < LONGEST_LINE) {
      line = all
      return Buffer.alloc(0)
    }
    line = null
    const found = VERSION.exec(all.toString('latin1', 0, end + 2))
    if (found === null || found[1] === '1.1') return all
    // Of an older version a connection has one request: what follows would come without the header.
    const headers = Buffer.from(`x-claudeflare-http-version: ${found[1]}\r\nconnection: close\r\n`)
    return Buffer.concat([all.subarray(0, end + 2), headers, all.subarray(end + 2)])
  }
}

function ignore(): void {
  // its close is what counts
}
