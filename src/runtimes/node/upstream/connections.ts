import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Client } from 'undici'
import type { buildConnector } from 'undici'
import type { Reach } from '../../../model/reach.ts'
import type { Connectors } from './connector.ts'
import { InterimFilter } from './interim-filter.ts'

export interface ConnectionOptions {
  readonly connectors: Connectors
  readonly firstByteMs: number
  readonly idleMs: number
}

/** Vendors close idle connections without a word; undici's own default, below every server's that was seen. */
const KEEP_ALIVE_MS = 4_000
const KEEP_ALIVE_MAX_MS = 600_000
const MAX_HEADER_BYTES = 128 * 1024

/** One connection to an origin: it carries one call at a time. */
export class Connection {
  readonly client: Client
  readonly origin: string
  readonly reach: Reach
  readonly #connector: buildConnector.connector
  readonly #filter = new InterimFilter()
  #socket: Socket | TLSSocket | null = null
  /** Why the other side broke it, `ECONNRESET`; `null` while it did not. */
  broken: string | null = null
  closed = false
  /** It has carried a call before: the other side may have closed it since, unseen. */
  reused = false

  constructor(origin: string, reach: Reach, options: ConnectionOptions) {
    this.origin = origin
    this.reach = reach
    this.#connector = options.connectors[reach]
    this.client = new Client(origin, {
      connect: this.#connect,
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
      headersTimeout: options.firstByteMs,
      bodyTimeout: options.idleMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    })
    this.client.on('disconnect', this.#onDisconnect)
  }

  /**
   * Tells whether every byte handed over has left for the network: at once, and again when that changes. Where it cannot
   * be known it says yes, so that nothing is sent twice.
   */
  watchFlush(tell: (left: boolean) => void): void {
    const socket = this.#socket
    if (socket === null || socket.writableLength === 0) {
      tell(true)
      return
    }
    let left = false
    // `drain` would not do: a TLS socket holds bytes after small writes too, and says so of large ones only.
    socket.write('', (error) => {
      if (error !== undefined && error !== null) return
      left = true
      tell(true)
    })
    if (!('encrypted' in socket)) return
    // TLS tells of bytes that left at once a turn later, by when the other side may have read them and hung up.
    tell(true)
    setImmediate(() => {
      setImmediate(() => {
        if (!left && !socket.destroyed) tell(false)
      })
    })
  }

  /** The next bytes from the other side begin an answer. */
  expectAnswer(): void {
    this.#filter.rearm()
  }

  destroy(): void {
    this.closed = true
    this.client.destroy().catch(ignore)
  }

  readonly #connect: buildConnector.connector = (options, callback) => {
    this.#connector(options, (error, socket) => {
      if (error !== null) {
        callback(error, null)
        return
      }
      this.#socket = socket
      this.broken = null
      this.#filter.rearm()
      // Before undici listens: it takes a reset after the head of a close-delimited answer for its end.
      socket.on('error', (cause: NodeJS.ErrnoException) => {
        this.broken = cause.code ?? cause.message
      })
      this.#filterReads(socket)
      callback(null, socket)
    })
  }

  #filterReads(socket: Socket): void {
    const filter = this.#filter
    const read = socket.read.bind(socket)
    socket.read = (size?: number): unknown => {
      for (;;) {
        const chunk: unknown = read(size)
        if (!Buffer.isBuffer(chunk)) return chunk
        const passed = filter.pass(chunk)
        if (passed.length > 0 || chunk.length === 0) return passed
      }
    }
  }

  readonly #onDisconnect = (): void => {
    this.#socket = null
    this.closed = true
  }
}

/**
 * The connections to every origin, the one used last used next, so that those not needed grow old and close. One that was
 * opened for an account which may reach private addresses never serves an account that may not.
 */
export class Connections {
  readonly #idle: Readonly<Record<Reach, Map<string, Connection[]>>> = { public: new Map(), anywhere: new Map() }
  #options: ConnectionOptions

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** New connections are opened so from now on. */
  configure(options: ConnectionOptions): void {
    this.#options = options
    this.close()
  }

  /** An idle connection to an origin (`scheme://host:port`), else a new one. Give it back with `release`. */
  acquire(origin: string, reach: Reach): Connection {
    return this.#takeIdle(origin, reach) ?? this.open(origin, reach)
  }

  /** A new connection, whatever is idle. */
  open(origin: string, reach: Reach): Connection {
    return new Connection(origin, reach, this.#options)
  }

  #takeIdle(origin: string, reach: Reach): Connection | null {
    const idle = this.#idle[reach].get(origin)
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      if (!connection.closed) return connection
      connection.destroy()
    }
    return null
  }

  /** Its call is over. */
  release(connection: Connection): void {
    if (connection.closed) {
      connection.destroy()
      return
    }
    connection.reused = true
    const pool = this.#idle[connection.reach]
    const idle = pool.get(connection.origin)
    if (idle === undefined) pool.set(connection.origin, [connection])
    else idle.push(connection)
  }

  /** Forgets those that closed while idle. Call it now and then. */
  sweep(): void {
    sweepPool(this.#idle.public)
    sweepPool(this.#idle.anywhere)
  }

  close(): void {
    closePool(this.#idle.public)
    closePool(this.#idle.anywhere)
  }
}

function sweepPool(pool: Map<string, Connection[]>): void {
  for (const [origin, idle] of pool) {
    const open = idle.filter((connection) => !connection.closed)
    for (const connection of idle) if (connection.closed) connection.destroy()
    if (open.length === 0) pool.delete(origin)
    else pool.set(origin, open)
  }
}

function closePool(pool: Map<string, Connection[]>): void {
  for (const idle of pool.values()) for (const connection of idle) connection.destroy()
  pool.clear()
}

function ignore(): void {
  // a connection that is gone anyway
}
