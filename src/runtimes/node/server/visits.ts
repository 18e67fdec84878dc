import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface Visit {
  readonly response: ServerResponse
  /** What was still being answered as the request came; `null` where nothing was. */
  readonly earlier: ServerResponse | null
  /** Whose request it is: a vendor's call that was let in, or anything else. */
  kind: 'call' | 'control'
}

/** A request whose body has not come whole, and whose answer nobody reads yet. */
export interface Unread {
  readonly socket: Socket
  readonly kind: 'call' | 'control'
}

/** The open connections of a server, and what is under way on each. */
export class Visits {
  /** The newest request of each; answers leave in the order of their requests, so the older ones are over before it. */
  readonly #newest = new Map<Socket, Visit | null>()

  onConnection(socket: Socket): void {
    this.#newest.set(socket, null)
    socket.once('close', () => this.#newest.delete(socket))
  }

  onRequest(socket: Socket, response: ServerResponse): void {
    const before = this.#newest.get(socket)
    if (before === undefined) return
    const earlier = before !== null && this.#isBusy(socket) ? before.response : null
    this.#newest.set(socket, { response, earlier, kind: 'call' })
  }

  /** The newest request of a connection is no vendor's call. */
  onControl(socket: Socket): void {
    const visit = this.#newest.get(socket) ?? null
    if (visit !== null) visit.kind = 'control'
  }

  /** Whether bytes written to the connection would be taken for a part of an answer that has begun. */
  isAnswering(socket: Socket): boolean {
    const visit = this.#newest.get(socket) ?? null
    return visit !== null && this.#isBusy(socket) && (isAwaited(visit.earlier) || visit.response.headersSent)
  }

  /** Hangs up where nothing is under way. */
  closeIdle(): void {
    for (const socket of this.#newest.keys()) if (!this.#isBusy(socket)) socket.destroy()
  }

  /** Those whose newest request has not come whole, while nothing before it is being answered. */
  *unread(): Generator<Unread> {
    for (const [socket, visit] of this.#newest) {
      if (visit === null || visit.response.req.complete || !this.#isBusy(socket)) continue
      if (!isAwaited(visit.earlier)) yield { socket, kind: visit.kind }
    }
  }

  /** Whether an answer is awaited or has not wholly left for the network. */
  #isBusy(socket: Socket): boolean {
    const response = this.#newest.get(socket)?.response
    if (response === undefined || response.destroyed) return false
    return isAwaited(response) || socket.writableLength > 0
  }
}

function isAwaited(response: ServerResponse | null): boolean {
  return response !== null && !response.destroyed && !response.writableFinished
}
