import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import type { Certificate } from './certificate.ts'

/** One request at a vendor that decides about every byte it sends. */
export interface VendorCall {
  /** From 1, over all connections. */
  readonly number: number
  /** Request line and headers. */
  readonly head: string
  readonly socket: Socket
  /** Resolves to the body's length once all of it is there. */
  readonly whole: Promise<number>
  readonly send: (bytes: string | Uint8Array) => void
}

/** What a vendor does with a request whose head it has read; the body is read meanwhile, unless the socket is paused. */
export type OnCall = (call: VendorCall) => void

export interface Vendor extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, or `https://localhost:PORT` with a certificate. */
  readonly url: string
  /** Heads of all requests. */
  heads(): readonly string[]
  /** How many requests came with their whole body. */
  whole(): number
  connections(): number
  /** How many connections are open now. */
  open(): number
}

/** Starts a vendor on 127.0.0.1 that speaks as `onCall` says, with TLS where it is given a certificate. */
export async function openVendor(onCall: OnCall, certificate: Certificate | null = null): Promise<Vendor> {
  const sockets = new Set<Socket>()
  const heads: string[] = []
  let connections = 0
  let whole = 0
  const onSocket = (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    readCalls(socket, (head, body) => {
      heads.push(head)
      void body.then(() => (whole += 1))
      onCall({ number: heads.length, head, socket, whole: body, send: (bytes) => void socket.write(bytes) })
    })
  }
  const server = certificate === null ? createServer(onSocket) : createSecureServer({ ...certificate }, onSocket)
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  return {
    url: `${certificate === null ? 'http://127.0.0.1' : 'https://localhost'}:${address.port}`,
    heads: () => heads,
    whole: () => whole,
    connections: () => connections,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

/** Takes a connection's bytes apart. The gateway always says how long a body is. */
function readCalls(socket: Socket, onHead: (head: string, body: Promise<number>) => void): void {
  let waiting = Buffer.alloc(0)
  let current: { readonly length: number; missing: number; readonly done: (length: number) => void } | null = null
  socket.on('data', (chunk: Buffer) => {
    if (current !== null && chunk.length < current.missing) {
      current.missing -= chunk.length
      return
    }
    waiting = Buffer.concat([waiting, chunk])
    for (;;) {
      if (current === null) {
        const end = waiting.indexOf('\r\n\r\n')
        if (end < 0) return
        const head = waiting.toString('latin1', 0, end)
        waiting = waiting.subarray(end + 4)
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
        const { promise, resolve } = Promise.withResolvers<number>()
        current = { length, missing: length, done: resolve }
        onHead(head, promise)
      }
      if (waiting.length < current.missing) {
        current.missing -= waiting.length
        waiting = Buffer.alloc(0)
        return
      }
      waiting = waiting.subarray(current.missing)
      current.done(current.length)
      current = null
    }
  })
}

/** A whole JSON answer, as bytes on the wire. */
export function toWireAnswer(body = '{"ok":true}', status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** Answers every request well, once all of it is there. */
export function answerWell({ whole, send }: VendorCall): void {
  void whole.then(() => send(toWireAnswer()))
}
