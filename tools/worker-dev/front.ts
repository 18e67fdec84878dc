import { createConnection, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { encodeRequestId, firstIdAt, TAGS } from '../../src/gateway/request-id.ts'
import { UnreadBodies } from '../../src/runtimes/node/server/unread-bodies.ts'
import type { Unread } from '../../src/runtimes/node/server/visits.ts'
import { readFirstHead } from './first-head.ts'
import { RequestFraming } from './request-framing.ts'

/** A caller whose answer came early may go on sending for so long before it is cut. */
const LINGER_MS = 10_000

/** How often it is looked for requests that have stopped coming. */
const LOOK_EVERY_MS = 5_000

/** One connection, both ways. */
interface Line {
  readonly worker: Socket
  readonly framing: RequestFraming
  /** Whether something has come back since the newest request began. */
  isAnswered: boolean
}

const ANSWER = Buffer.from('HTTP/1.1 200 ')

export interface Front {
  readonly server: Server
  /** Cuts what listens to `/api/events`: it would never end by itself. */
  endListeners(): void
  /** Requests that have come in part. */
  readonly unread: UnreadBodies
  /** Cuts every caller that is still there. */
  cut(): void
  /** Resolves when no caller is connected. */
  empty(): Promise<void>
}

/**
 * Stands where Cloudflare's own edge stands in front of a deployed Worker, and does of that what workerd alone does not: it
 * tells of a caller that went away before its answer began, of callers that do not speak HTTP/1.1, turns away heads that two
 * parsers may read differently, and gives up requests that stop coming. It looks at the first request of a connection; else
 * bytes pass as they are.
 */
export function createFront(socketPath: string): Front {
  const open = new Set<Socket>()
  const listeners = new Set<Socket>()
  const lines = new Map<Socket, Line>()
  let onEmpty: (() => void) | null = null
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (caller) => {
    const worker = createConnection(socketPath)
    const line: Line = { worker, framing: new RequestFraming(), isAnswered: false }
    open.add(worker)
    lines.set(caller, line)
    caller.on('data', (chunk) => {
      if (line.framing.onBytes(chunk)) line.isAnswered = false
    })
    worker.on('close', () => {
      open.delete(worker)
      lines.delete(caller)
      listeners.delete(worker)
      if (open.size === 0) onEmpty?.()
    })
    worker.on('data', (chunk) => {
      line.isAnswered = true
      if (isOwnStream(chunk)) listeners.add(worker)
    })
    join(caller, worker)
  })

  function* unreadLines(): Generator<Unread> {
    for (const [socket, { framing }] of lines) {
      const kind = framing.unread
      if (kind !== null) yield { socket, kind }
    }
  }

  const unread = new UnreadBodies({ unread: unreadLines }, (caller) => {
    const line = lines.get(caller)
    if (line === undefined) return
    if (line.isAnswered) caller.destroy()
    else refuse(caller, line.worker, '408 Request Timeout')
  })
  const looking = setInterval(() => unread.look(performance.now()), LOOK_EVERY_MS).unref()
  server.on('close', () => clearInterval(looking))
  return {
    server,
    unread,
    endListeners() {
      for (const worker of listeners) worker.destroy()
    },
    cut() {
      for (const worker of open) worker.destroy()
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
