import { Buffer } from 'node:buffer'
import { Client, buildConnector } from 'undici'
import type { Settings } from '../../../model/settings.ts'
import { isProxied } from './no-proxy.ts'

/** How sockets to the vendors are opened: directly, or through the operator's proxy. */
export function createConnector(outbound: Settings['outbound'], connectMs: number): buildConnector.connector {
  const direct = buildConnector({ allowH2: false, timeout: connectMs, autoSelectFamily: true })
  if (outbound.httpsProxy === null && outbound.httpProxy === null) return direct
  return (options, callback) => {
    const secure = options.protocol === 'https:'
    const proxy = secure ? outbound.httpsProxy : outbound.httpProxy
    const port = options.port === '' ? (secure ? '443' : '80') : options.port
    if (proxy === null || !isProxied(options.hostname, port, outbound.noProxy)) direct(options, callback)
    else
      tunnel(proxy, `${options.hostname}:${port}`, connectMs).then(
        (socket) => {
          if (secure) direct({ ...options, httpSocket: socket }, callback)
          else callback(null, socket)
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      )
  }
}

type Tunnel = Parameters<buildConnector.connector>[0]['httpSocket']

/** A TCP connection through a proxy's CONNECT (RFC 9110 §9.3.6). Rejects where the proxy will not. */
async function tunnel(proxy: string, authority: string, connectMs: number): Promise<NonNullable<Tunnel>> {
  const url = new URL(proxy)
  const client = new Client(url.origin, { allowH2: false, connectTimeout: connectMs, headersTimeout: connectMs })
  const headers: Record<string, string> = { host: authority }
  if (url.username !== '') headers['proxy-authorization'] = basic(url)
  const { socket, statusCode } = await client.connect({ path: authority, headers })
  if (statusCode !== 200) {
    socket.on('error', () => {}).destroy()
    throw Object.assign(new Error(`the proxy ${url.host} answered ${statusCode} to CONNECT`), { code: 'PROXY_REFUSED' })
  }
  return socket as NonNullable<Tunnel>
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
