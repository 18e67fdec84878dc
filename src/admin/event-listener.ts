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
  /** It ends as soon as the listener takes the next piece, or is cut. */
  #isEnding = false
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
        start: (controller) => {
          this.#controller = controller
        },
        pull: () => this.#onPull(),
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
    if (this.#isEnding) return true
    if (longestMs !== null && now - this.#beganAt >= longestMs) return true
    return this.#isDeaf(now)
  }

  /**
   * A listener that takes what it is sent sees a clean end. One that is just about to take a piece has until this is
   * called again; any other is cut.
   */
  end(): void {
    if (this.#isOver) return
    if (this.#asked !== null) this.#close()
    else if (this.#isEnding || this.#isDeaf(this.#now())) this.#cut()
    else this.#isEnding = true
  }

  /** Nobody was given its stream. */
  abandon(): void {
    this.#finish()
  }

  #isDeaf(now: number): boolean {
    return this.#asked === null && now - this.#takenAt >= PATIENCE_MS && !this.mailbox.isEmpty
  }

  #close(): void {
    this.#controller?.close()
    this.#finish()
  }

  #cut(): void {
    if (this.wish.hangUp === undefined) this.#controller?.error(new Error('the listener takes nothing'))
    else this.wish.hangUp()
    this.#finish()
  }

  #onPull(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asked = resolve
    if (this.#isEnding) this.#close()
    else this.serve()
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
