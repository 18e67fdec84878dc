import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { encodeRequestId, firstIdAt, TAGS } from '../../src/gateway/request-id.ts'
import { readFirstHead } from './first-head.ts'

/** A caller whose answer came early may go on sending for so long before it is cut. */
const LINGER_MS = 10_000

const ANSWER = Buffer.from('HTTP/1.1 200 ')

export interface Front {
  readonly server: Server
  /** Cuts what listens to `/api/events`: it would never end by itself. */
  endListeners(): void
  /** Resolves when no caller is connected. */
  empty(): Promise<void>
}

/**
 * Stands where Cloudflare's own edge stands in front of a deployed Worker, and does of that what workerd alone does not: it
 * tells of a caller that went away before its answer began, of callers that do not speak HTTP/1.1, and turns away heads
 * that two parsers may read differently. It looks at the first request of a connection; else bytes pass as they are.
 */
export function createFront(socketPath: string): Front {
  const open = new Set<Socket>()
  const listeners = new Set<Socket>()
  let onEmpty: (() => void) | null = null
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const worker = createConnection(socketPath)
    open.add(worker)
    worker.on('close', () => {
      open.delete(worker)
      listeners.delete(worker)
      if (open.size === 0) onEmpty?.()
    })
    worker.on('data', (chunk) => {
      if (isOwnStream(chunk)) listeners.add(worker)
    })
    join(caller, worker)
  })
  return {
    server,
    endListeners() {
      for (const worker of listeners) worker.destroy()
    },
    empty: () =>
      new Promise((resolve) => {
        onEmpty = resolve
        if (open.size === 0) resolve()
      }),
  }
}

/** Whether an answer begins with these bytes that is a stream of the gateway's own: a vendor's has attempts. */
function isOwnStream(bytes: Buffer): boolean {
  if (!bytes.subarray(0, ANSWER.length).equals(ANSWER)) return false
  const head = bytes.toString('latin1').split('\r\n\r\n', 1)[0]?.toLowerCase() ?? ''
  return head.includes('content-type: text/event-stream') && head.includes('x-claudeflare-attempts: 0\r\n')
}

function join(caller: Socket, worker: Socket): void {
  let head: Buffer | null = Buffer.alloc(0)
  caller.on('data', (chunk) => {
    let bytes = chunk
    if (head !== null) {
      // Nothing leaves before the whole head is there, so that none passes for another by coming in pieces.
      const all = Buffer.concat([head, chunk])
      const first = readFirstHead(all)
      head = first.kind === 'incomplete' ? all : null
      if (first.kind === 'refused') refuse(caller, worker, first.status)
      if (first.kind !== 'sound') return
      const end = first.end + 2
      bytes = Buffer.concat([all.subarray(0, end), Buffer.from(first.extra), all.subarray(end)])
    }
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

/** Of a head that two parsers may read differently nothing goes on. */
function refuse(caller: Socket, worker: Socket, status: string): void {
  const id = encodeRequestId(firstIdAt(Date.now()) + TAGS - 1)
  const marks = `x-claudeflare-request-id: ${id}\r\nx-claudeflare-attempts: 0\r\n`
  caller.write(`HTTP/1.1 ${status}\r\n${marks}content-length: 0\r\nconnection: close\r\n\r\n`)
  worker.destroy()
}

/** What was answered has to reach a caller that is still sending: what it sends is read and dropped for a while. */
function letGo(caller: Socket): void {
  if (caller.destroyed) return
  caller.end()
  caller.resume()
  setTimeout(() => caller.destroy(), LINGER_MS).unref()
}

function ignore(): void {
  // its close is what counts
}
