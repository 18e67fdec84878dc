import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import { problemOf } from './strict-head.ts'
import { UnreadBodies } from './unread-bodies.ts'
import type { Visits } from './visits.ts'

export interface Tls {
  readonly cert: Buffer
  readonly key: Buffer
}

/** What is done with a request whose head is sound. `goOn` asks a caller that waits for it to send its body. */
export type Handle = (request: IncomingMessage, response: ServerResponse, goOn: () => void) => void

/** Claude Code and its like send long headers; node's own limit is 16 KB. */
const MAX_HEADER_BYTES = 64 * 1024
/** Above the idle time of the usual proxies in front (60 s), so that they close first. */
const KEEP_ALIVE_MS = 75_000
const HEAD_MS = 60_000
/** How long an upload may take; 32 MB at 64 KB/s fit in. */
const UPLOAD_MS = 600_000
/** How often it is looked for bodies that have stopped coming. */
const LOOK_EVERY_MS = 5_000

const OPTIONS: ServerOptions = {
  maxHeaderSize: MAX_HEADER_BYTES,
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: HEAD_MS,
  requestTimeout: UPLOAD_MS,
  noDelay: true,
  insecureHTTPParser: false,
  requireHostHeader: false,
  highWaterMark: 64 * 1024,
}

export interface ServerParts {
  readonly tls: Tls | null
  /** Learns which connections are in use. */
  readonly visits: Visits
  /** The headers that every answer carries, names and values in turn. */
  readonly stamp: () => readonly string[]
}

export interface HttpServer {
  readonly server: Server
  readonly unread: UnreadBodies
}

/** A server of node's own, strict where its parser is not. */
export function createHttpServer({ tls, visits, stamp }: ServerParts, handle: Handle): HttpServer {
  const onRequest: RequestListener = (request, response) => accept(request, response, () => {})
  const server = tls === null ? createServer(OPTIONS, onRequest) : createSecureServer({ ...OPTIONS, ...tls }, onRequest)

  function accept(request: IncomingMessage, response: ServerResponse, goOn: () => void): void {
    const problem = problemOf(request)
    visits.onRequest(request.socket, response)
    if (problem === null) handle(request, response, goOn)
    else {
      response.shouldKeepAlive = false
      response.writeHead(problem.status, ['content-type', 'text/plain', ...stamp()]).end(`${problem.message}\n`)
    }
  }

  server.on(tls === null ? 'connection' : 'secureConnection', (socket: Socket) => visits.onConnection(socket))
  // Also what `server.close` calls; node's own takes an answer for sent that is still on its way out of this process.
  server.closeIdleConnections = () => visits.closeIdle()
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever is refused now may leave its body out, and then nobody can tell where the next request begins.
    const keep = response.shouldKeepAlive
    response.shouldKeepAlive = false
    accept(request, response, () => {
      response.shouldKeepAlive = keep
      response.writeContinue()
    })
  })
  server.on('connect', (_: IncomingMessage, socket: Socket) => answerRaw(socket, '405 Method Not Allowed'))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else answerRaw(socket, statusOf(error.code ?? ''))
  })

  const unread = new UnreadBodies(visits, (socket) => answerRaw(socket, '408 Request Timeout'))
  const looking = setInterval(() => unread.look(performance.now()), LOOK_EVERY_MS).unref()
  server.on('close', () => clearInterval(looking))

  /** An answer without a request, where no other is under way on the connection: it would be taken for a part of that. */
  function answerRaw(socket: Socket, status: string): void {
    socket.on('error', () => socket.destroy())
    if (visits.isAnswering(socket)) socket.destroy()
    else {
      const marks = toLines(stamp())
      const head = `HTTP/1.1 ${status}\r\n${marks}content-length: 0\r\nconnection: close\r\n\r\n`
      socket.end(head, () => socket.destroy())
    }
  }

  return { server, unread }
}

function toLines(headers: readonly string[]): string {
  let lines = ''
  for (let i = 0; i + 1 < headers.length; i += 2) lines += `${headers[i]}: ${headers[i + 1]}\r\n`
  return lines
}

function statusOf(code: string): string {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return '431 Request Header Fields Too Large'
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return '408 Request Timeout'
    case 'HPE_INVALID_VERSION':
      return '505 HTTP Version Not Supported'
    default:
      return '400 Bad Request'
  }
}
