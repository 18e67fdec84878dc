import { Buffer } from 'node:buffer'
import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { Socket } from 'node:net'
import { Client, buildConnector } from 'undici'
import { barHost } from '../../../config/barred-address.ts'
import type { Reach } from '../../../model/reach.ts'
import type { Settings } from '../../../model/settings.ts'
import { isProxied } from './no-proxy.ts'
import { AddressBarred, createPublicLookup } from './public-lookup.ts'

export interface ConnectorPlan {
  readonly outbound: Settings['outbound']
  /** Ms to open a connection, of which looking up its host's name is a part. */
  readonly connectMs: number
  /** Finds the addresses of a name; by the system's resolver where it is absent. */
  readonly find?: LookupFunction
}

/** How sockets to the vendors are opened, by how far they may reach. */
export type Connectors = Readonly<Record<Reach, buildConnector.connector>>

export function createConnectors(plan: ConnectorPlan): Connectors {
  const find = plan.find ?? lookup
  return {
    anywhere: createConnector(plan, find),
    public: refusingPrivateHosts(createConnector(plan, createPublicLookup(find))),
  }
}

/**
 * Refuses what is private as it is written: an address is looked up by nobody, and what a name means behind a proxy is
 * known to the proxy alone, which has to keep private addresses to itself.
 */
function refusingPrivateHosts(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) => {
    const barred = barHost(options.hostname)
    if (barred === null) connect(options, callback)
    // As for any other failure, whoever asked has left first.
    else queueMicrotask(() => callback(new AddressBarred(barred), null))
  }
}

/** Directly, or through the operator's proxy, which may stand at a private address. */
function createConnector({ outbound, connectMs }: ConnectorPlan, find: LookupFunction): buildConnector.connector {
  const direct = buildConnector({ allowH2: false, timeout: connectMs, autoSelectFamily: true, lookup: find })
  if (outbound.httpsProxy === null && outbound.httpProxy === null) return direct
  return (options, callback) => {
    const secure = options.protocol === 'https:'
    const proxy = secure ? outbound.httpsProxy : outbound.httpProxy
    const port = options.port === '' ? (secure ? '443' : '80') : options.port
    if (proxy === null || !isProxied(options.hostname, port, outbound.noProxy)) {
      direct(options, callback)
      return
    }
    tunnel(
      {
        proxy,
        authority: `${options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname}:${port}`,
        connectMs,
      },
      (error, socket) => {
        if (error !== null) callback(error, null)
        else if (secure) direct({ ...options, httpSocket: socket }, callback)
        else callback(null, socket)
      },
    )
  }
}

interface TunnelOptions {
  readonly proxy: string
  /** `host:port` at the far end. */
  readonly authority: string
  readonly connectMs: number
}

/** A TCP connection through a proxy's CONNECT (RFC 9110 §9.3.6). */
function tunnel({ proxy, authority, connectMs }: TunnelOptions, callback: buildConnector.Callback): void {
  const url = new URL(proxy)
  const client = new Client(url.origin, { allowH2: false, connectTimeout: connectMs, headersTimeout: connectMs })
  const headers: Record<string, string> = { host: authority }
  if (url.username !== '') headers['proxy-authorization'] = basic(url)
  client.connect({ path: authority, headers }, (error, data) => {
    if (error !== null) {
      callback(error, null)
      return
    }
    const { socket, statusCode } = data
    if (statusCode === 200 && socket instanceof Socket) {
      callback(null, socket)
      return
    }
    socket.on('error', ignore).destroy()
    const refused = new Error(`the proxy ${url.host} answered ${statusCode} to CONNECT`)
    callback(Object.assign(refused, { code: 'PROXY_REFUSED' }), null)
  })
}

function ignore(): void {
  // it is being thrown away
}

function basic(url: URL): string {
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}
