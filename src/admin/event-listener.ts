import type { z } from 'zod'
import type { RequestFilter } from '../model/ledger-queries.ts'
import type { Caller } from './caller.ts'
import { EventMailbox } from './event-mailbox.ts'
import type { eventsQuery } from './events-contract.ts'

const HEARTBEAT_MS = 15_000
/** Who has taken nothing for so long, although something waits, is hung up on. */
const PATIENCE_MS = 30_000

export type Topic = NonNullable<z.output<typeof eventsQuery>['topics']>[number]

/** Who listens, and to what. */
export interface Wish {
  readonly caller: Caller
  /** `null` is all of them. */
  readonly topics: readonly Topic[] | null
  /** Of requests. */
  readonly filter: RequestFilter
  /** Cuts the connection; absent where the runtime cannot, and the stream breaks instead. */
  readonly hangUp: (() => void) | undefined
  /** Told once it is over, whoever ended it. */
  readonly onOver: () => void
}

/**
 * One stream of events. A piece is made when the one before has left, so that what waits for a slow listener waits in its
 * mailbox, which is bounded.
 */
export class EventListener {
  readonly wish: Wish
  readonly mailbox = new EventMailbox()
  readonly stream: ReadableStream<Uint8Array>
  readonly #encoder = new TextEncoder()
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null
  /** Resolves what the stream waits for; `null` while it does not ask. */
  #asked: (() => void) | null = null
  #isOver = false
  readonly #now: () => number
  readonly #beganAt: number
  #takenAt: number

  constructor(wish: Wish, now: () => number) {
    this.wish = wish
    this.#now = now
    this.#beganAt = now()
    this.#takenAt = this.#beganAt
    this.stream = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#onPull(controller),
        cancel: () => this.#finish(),
      },
      { highWaterMark: 0 },
    )
  }

  wants(topic: Topic): boolean {
    return this.wish.topics === null || this.wish.topics.includes(topic)
  }

  /** Sends the next of what waits, where the listener takes it. */
  serve(): void {
    if (this.#asked === null || this.#controller === null) return
    const event = this.mailbox.take()
    if (event === null) return
    const asked = this.#asked
    this.#asked = null
    this.#takenAt = this.#now()
    this.#controller.enqueue(this.#encoder.encode(event))
    asked()
  }

  /** Keeps the connection in use, and says whether it is to be ended: nobody takes anything, or it has gone on for too long. */
  hasHadItsTime(longestMs: number | null): boolean {
    const now = this.#now()
    if (now < this.#takenAt) this.#takenAt = now
    const silentMs = now - this.#takenAt
    if (silentMs >= HEARTBEAT_MS) this.mailbox.putHeartbeat()
    if (longestMs !== null && now - this.#beganAt >= longestMs) return true
    return this.#asked === null && silentMs >= PATIENCE_MS && !this.mailbox.isEmpty
  }

  /** A listener that takes what it is sent sees a clean end, any other a cut. */
  end(): void {
    if (this.#isOver) return
    const isTaking = this.#asked !== null
    this.#asked?.()
    if (isTaking) this.#controller?.close()
    else if (this.wish.hangUp !== undefined) this.wish.hangUp()
    else this.#controller?.error(new Error('the listener takes nothing'))
    this.#finish()
  }

  #onPull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    this.#controller = controller
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asked = resolve
    this.serve()
    return promise
  }

  #finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#asked?.()
    this.#asked = null
    this.wish.onOver()
  }
}
