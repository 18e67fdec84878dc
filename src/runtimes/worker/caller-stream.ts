/** So many bytes may wait for the caller before the vendor is made to wait. */
const HIGH_WATER = 64 * 1024

export interface CallerStreamEvents {
  /** The caller has taken what was written. */
  onDrain(): void
  /** The caller went away. */
  onGone(): void
}

/**
 * An answer's body on its way to the caller. The platform asks for a piece when the one before has left, so that an
 * answer which is cut is cut after its last piece: an error that came with it would overtake it.
 */
export class CallerStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly #events: CallerStreamEvents
  readonly #queue: Uint8Array[] = []
  #waiting = 0
  /** How it goes on once the queue is empty. */
  #then: 'more' | 'end' | 'cut' = 'more'
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null
  /** The platform waits for a piece. */
  #asked: (() => void) | null = null
  #over = Promise.withResolvers<void>()

  /** `length` is what the answer's head promises; `null` where it does not say. */
  constructor(length: number | null, events: CallerStreamEvents) {
    this.#events = events
    const source = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => this.#onPull(controller),
        cancel: () => this.#onCancel(),
      },
      { highWaterMark: 0 },
    )
    this.readable = length === null ? source : source.pipeThrough(new FixedLengthStream(length))
  }

  /** Resolves when the caller has all of it, or is gone. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  /** `false` asks to wait for `onDrain`. */
  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true
    this.#queue.push(chunk)
    this.#waiting += chunk.length
    this.#serve()
    return this.#waiting < HIGH_WATER
  }

  /** Ends it well. */
  end(): void {
    this.#then = 'end'
    this.#serve()
  }

  /** Ends it so that nobody takes it for whole: what was written leaves, with the last words, then the connection is cut. */
  cut(lastWords: string): void {
    this.write(new TextEncoder().encode(lastWords))
    this.#then = 'cut'
    this.#serve()
  }

  /** Nobody takes it: the connection is cut at once. */
  abandon(): void {
    this.#queue.length = 0
    this.cut('')
    this.#controller?.error(new Error('the caller takes nothing'))
    this.#finish()
  }

  #onPull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> | undefined {
    this.#controller = controller
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asked = resolve
    this.#serve()
    return promise
  }

  #serve(): void {
    const controller = this.#controller
    const asked = this.#asked
    if (controller === null || asked === null) return
    const chunk = this.#queue.shift()
    if (chunk === undefined && this.#then === 'more') return
    this.#asked = null
    if (chunk !== undefined) {
      this.#give(controller, chunk)
      asked()
    } else if (this.#then === 'end') {
      controller.close()
      this.#finish()
      asked()
    } else {
      // The platform takes what there is at once before it writes, and drops it for an error among it: that comes later.
      setTimeout(() => {
        controller.error(new Error('the answer is cut: it did not come whole from the vendor'))
        this.#finish()
      }, 0)
    }
  }

  #give(controller: ReadableStreamDefaultController<Uint8Array>, chunk: Uint8Array): void {
    controller.enqueue(chunk)
    const wasFull = this.#waiting >= HIGH_WATER
    this.#waiting -= chunk.length
    if (wasFull && this.#waiting < HIGH_WATER && this.#then === 'more') this.#events.onDrain()
  }

  #onCancel(): void {
    const wasOver = this.#then !== 'more'
    this.#finish()
    if (!wasOver) this.#events.onGone()
  }

  #finish(): void {
    this.#then = this.#then === 'more' ? 'cut' : this.#then
    this.#controller = null
    this.#over.resolve()
  }
}
