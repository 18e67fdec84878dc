import type { IncomingMessage } from 'node:http'
import type { MethodHead } from '../../gateway/method-head.ts'
import type { Target } from '../../gateway/target.ts'

/** A request's head; the other end's address is asked of the system only where somebody wants to know. */
export class NodeHead implements MethodHead {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: readonly string[]
  readonly httpVersion: string
  readonly #request: IncomingMessage

  constructor(request: IncomingMessage, target: Target) {
    this.method = request.method ?? 'GET'
    this.path = target.path
    this.query = target.query
    this.headers = request.rawHeaders
    this.httpVersion = request.httpVersion
    this.#request = request
  }

  get peer(): string | null {
    return this.#request.socket.remoteAddress ?? null
  }

  get tls(): boolean {
    return 'encrypted' in this.#request.socket
  }
}
