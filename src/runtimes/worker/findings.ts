import type { BodyShape } from '../../protocols/wire-format.ts'

/**
 * What an answer names that its account holds, on its way to the pool. The newest bytes wait for it: a caller who has all
 * of an answer may ask for what it names, and must find it known. Of a stream only its end waits, since each piece of it
 * is awaited, and it tells its name at the beginning.
 */
export class Findings {
  readonly #tell: (resources: readonly string[]) => Promise<void>
  readonly #known = new Set<string>()
  #last: Uint8Array | null = null
  #isStream = false
  /** Resolves when the pool knows all that was found so far. */
  told: Promise<void> = Promise.resolve()

  constructor(tell: (resources: readonly string[]) => Promise<void>) {
    this.#tell = tell
  }

  readonly onHeld = (resource: string): void => {
    if (this.#known.has(resource)) return
    this.#known.add(resource)
    const { told } = this
    const telling = this.#tell([resource])
    this.told = told.then(() => telling)
  }

  onHead(shape: BodyShape): void {
    this.#isStream = shape === 'events' || shape === 'array'
  }

  /** Keeps a piece of the answer, and gives the one before it. */
  holdBack(chunk: Uint8Array): Uint8Array | null {
    if (this.#isStream) return chunk
    const before = this.#last
    this.#last = chunk
    return before
  }

  /** Gives the piece that was kept. */
  release(): Uint8Array | null {
    const last = this.#last
    this.#last = null
    return last
  }
}
