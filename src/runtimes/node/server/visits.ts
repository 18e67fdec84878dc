import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

interface Visit {
  readonly response: ServerResponse
  /** The request came while an answer to an earlier one was still under way. */
  readonly isPipelined: boolean
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
    if (this.#newest.has(socket)) this.#newest.set(socket, { response, isPipelined: this.#isBusy(socket) })
  }

  /** Whether bytes written to the connection would be taken for a part of an answer that has begun. */
  isAnswering(socket: Socket): boolean {
    const visit = this.#newest.get(socket) ?? null
    return visit !== null && this.#isBusy(socket) && (visit.isPipelined || visit.response.headersSent)
  }

  /** Hangs up where nothing is under way. */
  closeIdle(): void {
    for (const socket of this.#newest.keys()) if (!this.#isBusy(socket)) socket.destroy()
  }

  /** Whether an answer is awaited or has not wholly left for the network. */
  #isBusy(socket: Socket): boolean {
    const response = this.#newest.get(socket)?.response
    if (response === undefined || response.destroyed) return false
    return !response.writableFinished || socket.writableLength > 0
  }
}
