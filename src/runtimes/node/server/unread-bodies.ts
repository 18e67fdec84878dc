import type { Socket } from 'node:net'
import type { Visits } from './visits.ts'

/** How long nothing may come of a request whose body is not whole yet; also the usual time of proxies in front. */
export const SILENT_MS = 60_000
/** How long uploads that run as the server shuts down may take to come whole. Nothing of them has been sent on. */
export const LAST_UPLOADS_MS = 30_000

interface Look {
  readonly bytesRead: number
  readonly since: number
}

/**
 * Gives up requests whose bodies stop coming: each would hold a connection, the memory of what came, and a shutdown. It is
 * looked at now and then what each connection has read: a timer for each piece would cost every upload.
 */
export class UnreadBodies {
  readonly #visits: Pick<Visits, 'unread'>
  readonly #giveUp: (socket: Socket) => void
  /** As they were found, those that have been silent since. */
  #looks = new Map<Socket, Look>()

  constructor(visits: Pick<Visits, 'unread'>, giveUp: (socket: Socket) => void) {
    this.#visits = visits
    this.#giveUp = giveUp
  }

  /** Looks at all of them, and gives up those of which nothing came for `SILENT_MS`. */
  look(now: number): void {
    const looks = new Map<Socket, Look>()
    for (const { socket } of this.#visits.unread()) {
      const { bytesRead } = socket
      const before = this.#looks.get(socket)
      if (before === undefined || before.bytesRead !== bytesRead) looks.set(socket, { bytesRead, since: now })
      else if (now - before.since < SILENT_MS) looks.set(socket, before)
      else this.#giveUp(socket)
    }
    this.#looks = looks
  }

  /** The server has been shutting down for `ms`: nobody waits for what is no call, and for uploads not long. */
  onDrain(ms: number): void {
    for (const { socket, kind } of this.#visits.unread()) {
      if (kind === 'control' || ms >= LAST_UPLOADS_MS) this.#giveUp(socket)
    }
  }
}
