import type { Refusal } from '../model/refusal.ts'
import type { Usage } from '../model/usage.ts'
import { NO_USAGE } from '../model/usage.ts'
import type { Meter } from '../protocols/wire-format.ts'
import type { CreateInflater, Inflater, InflaterSink } from './inflater.ts'

export interface WatchPlan {
  readonly meter: Meter
  /** The body's `content-encoding`. */
  readonly encoding: string
  readonly createInflater: CreateInflater
}

/** Looks on as an answer's bytes pass, also through their compression. What it cannot read it takes for sound. */
export class BodyWatch implements InflaterSink {
  readonly #meter: Meter
  readonly #inflater: Inflater | null
  readonly #onNews: () => void
  #blind = false

  /** `onNews` is called when more is known after `feed` has returned. */
  constructor({ meter, encoding, createInflater }: WatchPlan, onNews: () => void) {
    this.#meter = meter
    this.#onNews = onNews
    this.#inflater = createInflater(encoding, this)
  }

  feed(chunk: Uint8Array): void {
    if (this.#blind) return
    if (this.#inflater === null) this.#meter.feed(chunk)
    else this.#inflater.write(chunk)
  }

  /** No more bytes; `done` is called once everything was read, at once where it can be. */
  end(done: () => void): void {
    if (this.#inflater === null) this.#finish(done)
    else this.#inflater.end(() => this.#finish(done))
  }

  /** The line broke: `done` is called once all that came was read. What was not whole stays unread. */
  drain(done: () => void): void {
    if (this.#inflater === null) done()
    else this.#inflater.end(done)
  }

  destroy(): void {
    this.#inflater?.destroy()
  }

  get first(): 'pending' | 'sound' | Refusal {
    return this.#blind ? 'sound' : this.#meter.first
  }

  /** An error event later in the stream. */
  get failure(): Refusal | null {
    return this.#meter.failure
  }

  /** Whether the protocol's end mark has come. */
  get ended(): boolean {
    return this.#blind || this.#meter.ended
  }

  get usage(): Usage {
    return this.#blind ? NO_USAGE : this.#meter.usage
  }

  get model(): string | null {
    return this.#meter.model
  }

  onInflated(chunk: Uint8Array): void {
    if (this.#blind) return
    this.#meter.feed(chunk)
    this.#onNews()
  }

  onGivenUp(): void {
    this.#blind = true
    this.#onNews()
  }

  #finish(done: () => void): void {
    if (!this.#blind) this.#meter.end()
    done()
  }
}
