import type { Usage } from '../model/usage.ts'
import type { Meter } from './wire-format.ts'

/** What a meter knows, asked by calls. */
export interface MeterSource extends Pick<Meter, 'feed' | 'end'> {
  first(): Meter['first']
  failure(): Meter['failure']
  ended(): boolean
  usage(): Usage
  model(): string | null
}

/**
 * A meter of such a source. One is made for every answer, so it is a class: V8 gives each object literal with getters a
 * hidden class of its own, which only a full collection frees, and with it all that the answer had.
 */
export class MeterView implements Meter {
  readonly #source: MeterSource

  constructor(source: MeterSource) {
    this.#source = source
  }

  feed(chunk: Uint8Array): void {
    this.#source.feed(chunk)
  }

  end(): void {
    this.#source.end()
  }

  get first(): Meter['first'] {
    return this.#source.first()
  }

  get failure(): Meter['failure'] {
    return this.#source.failure()
  }

  get ended(): boolean {
    return this.#source.ended()
  }

  get usage(): Usage {
    return this.#source.usage()
  }

  get model(): string | null {
    return this.#source.model()
  }
}
