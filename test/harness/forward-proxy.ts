import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** A proxy of an operator's, between the gateway and the vendors. */
export interface ForwardProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** Authorities that tunnels were asked for. */
  asked(): readonly string[]
  /** `proxy-authorization` of each of them; empty without one. */
  credentials(): readonly string[]
}

/** `silent` takes the connection and says nothing. */
export type ProxyManner = 'tunnel' | 'refuse' | 'silent'

export async function openForwardProxy(manner: ProxyManner = 'tunnel'): Promise<ForwardProxy> {
  const asked: string[] = []
  const credentials: string[] = []
  const open = new Set<Duplex>()
  const keep = (socket: Duplex) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  }
  const server = createServer()
  server.on('connection', keep)
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    credentials.push(request.headers['proxy-authorization'] ?? '')
    switch (manner) {
      case 'silent':
        return
      case 'refuse':
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
        return
      case 'tunnel': {
        const [, port] = (request.url ?? '').split(':')
        const far = connect({ host: '127.0.0.1', port: Number(port) }, () => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
          far.pipe(socket).pipe(far)
        })
        keep(far)
        far.on('close', () => socket.destroy())
        socket.on('close', () => far.destroy())
      }
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a TCP address')
  return {
    host: `127.0.0.1:${address.port}`,
    asked: () => asked,
    credentials: () => credentials,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
