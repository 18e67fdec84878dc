/** So many bytes may wait for the caller before the vendor is made to wait. */
const HIGH_WATER = 64 * 1024
/** A caller that does not take the last bytes is not waited for longer. */
const LAST_BYTES_MS = 10_000

export interface CallerStreamEvents {
  /** The caller has taken what was written. */
  onDrain(): void
  /** The caller went away. */
  onGone(): void
}

/** An answer's body on its way to the caller. */
export class CallerStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>
  readonly #events: CallerStreamEvents
  #waiting = 0
  #isOver = false

  /** `length` is what the answer's head promises; `null` where it does not say. */
  constructor(length: number | null, events: CallerStreamEvents) {
    const { readable, writable } = length === null ? new IdentityTransformStream() : new FixedLengthStream(length)
    this.readable = readable
    this.#writer = writable.getWriter()
    this.#events = events
    this.#writer.closed.catch(() => this.#onBroken())
  }

  /** `false` asks to wait for `onDrain`. */
  write(chunk: Uint8Array): boolean {
    if (chunk.length === 0) return true
    this.#waiting += chunk.length
    this.#writer.write(chunk).then(
      () => this.#onTaken(chunk.length),
      () => this.#onBroken(),
    )
    return this.#waiting < HIGH_WATER
  }

  /** Ends it well. Resolves when the caller has taken all of it, or is gone. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#writer.close().catch(ignore)
  }

  /** Ends it so that nobody takes it for whole: what was written leaves, with the last words, then the connection is cut. */
  async cut(lastWords: string): Promise<void> {
    this.#isOver = true
    const bytes = new TextEncoder().encode(lastWords)
    // An empty write is taken when all before it are.
    const left = this.#writer.write(bytes).catch(ignore)
    await Promise.race([left, pause(LAST_BYTES_MS)])
    await this.#writer.abort(new Error('the answer is cut: it did not come whole from the vendor')).catch(ignore)
  }

  /** Nobody reads it, or it is to be read no further. */
  abandon(): void {
    this.#isOver = true
    this.#writer.abort(new Error('the caller takes nothing')).catch(ignore)
  }

  #onTaken(size: number): void {
    const wasFull = this.#waiting >= HIGH_WATER
    this.#waiting -= size
    if (wasFull && this.#waiting < HIGH_WATER && !this.#isOver) this.#events.onDrain()
  }

  #onBroken(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#events.onGone()
  }
}

function ignore(): void {
  // its reader is gone
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
