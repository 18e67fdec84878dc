import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectSecure } from 'node:tls'
import type { TLSSocket } from 'node:tls'

/** A bare socket to a server: bytes out, bytes in. */
export interface Wire extends Disposable {
  readonly socket: Socket
  send(text: string | Uint8Array): void
  /** Everything received so far, as latin1. */
  received(): string
  /** Resolves once `pattern` shows in what was received, with all of it; rejects where the connection ends before. */
  until(pattern: RegExp): Promise<string>
  /** Everything, once the other side has closed, or `ms` have passed. */
  toEnd(ms?: number): Promise<string>
  /** Whether the other side has closed. */
  closed(): boolean
}

/** Opens a socket to 127.0.0.1. */
export function openWire(port: number): Promise<Wire> {
  return watchSocket(connect({ port, host: '127.0.0.1', noDelay: true }), 'connect')
}

export interface SecureWire extends Wire {
  readonly socket: TLSSocket
}

/** The same over TLS; whoever shows a certificate other than `trusted` is refused. */
export async function openSecureWire(port: number, trusted: string): Promise<SecureWire> {
  const socket = connectSecure({ port, host: '127.0.0.1', ca: trusted })
  socket.setNoDelay(true)
  return { ...(await watchSocket(socket, 'secureConnect')), socket }
}

async function watchSocket(socket: Socket, ready: 'connect' | 'secureConnect'): Promise<Wire> {
  let text = ''
  let closed = false
  const watchers = new Set<() => void>()
  const wake = () => {
    for (const watcher of watchers) watcher()
  }
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    wake()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    closed = true
    wake()
  })
  await new Promise<void>((resolve, reject) => socket.once(ready, resolve).once('error', reject))
  const watch = (isDone: () => boolean, ms: number) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isDone() && !closed) return
        clearTimeout(timer)
        watchers.delete(check)
        resolve()
      }
      const timer = setTimeout(() => {
        watchers.delete(check)
        resolve()
      }, ms)
      watchers.add(check)
      check()
    })
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    received: () => text,
    async until(pattern) {
      await watch(() => pattern.test(text), 30_000)
      if (!pattern.test(text)) throw new Error(`${pattern} did not come; what came:\n${text}`)
      return text
    },
    async toEnd(ms = 30_000) {
      await watch(() => false, ms)
      return text
    },
    closed: () => closed,
    [Symbol.dispose]: () => void socket.destroy(),
  }
}

/** Status code of an answer on the wire; 0 where there is none. */
export function toStatus(answer: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer)?.[1] ?? 0)
}
