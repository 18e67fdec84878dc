import type { Inflater, InflaterSink } from '../../gateway/inflater.ts'
import { MAX_INFLATED_BYTES, MAX_REFUSAL_BYTES, MAX_WAITING_BYTES } from '../../gateway/inflater.ts'
import { joinBytes } from '../../gateway/join-bytes.ts'

/** What the platform can read. `br` and `zstd` are not among it, so no vendor is asked for them (`accept-encoding.ts`). */
const FORMATS: ReadonlyMap<string, CompressionFormat> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
])

type CompressionFormat = ConstructorParameters<typeof DecompressionStream>[0]

/** `null` for `identity`; a name that is not known here is given up at once. */
export function createInflater(encoding: string, sink: InflaterSink): Inflater | null {
  const name = encoding.trim().toLowerCase()
  if (name === '' || name === 'identity') return null
  const format = FORMATS.get(name)
  if (format !== undefined) return new StreamInflater(format, sink)
  sink.onGivenUp()
  return { write() {}, end: (done) => done(), destroy() {} }
}

class StreamInflater implements Inflater {
  readonly #sink: InflaterSink
  readonly #writer: WritableStreamDefaultWriter<BufferSource>
  readonly #read: Promise<void>
  #waiting = 0
  #inflated = 0
  #isEnding = false
  #isOver = false

  constructor(format: CompressionFormat, sink: InflaterSink) {
    this.#sink = sink
    const { readable, writable } = new DecompressionStream(format)
    this.#writer = writable.getWriter()
    this.#writer.closed.catch(ignore)
    this.#read = this.#pump(readable.getReader())
  }

  write(chunk: Uint8Array): void {
    if (this.#isOver) return
    this.#waiting += chunk.length
    if (this.#waiting > MAX_WAITING_BYTES) {
      this.#giveUp()
      return
    }
    this.#writer.write(chunk).then(
      () => (this.#waiting -= chunk.length),
      () => this.#giveUp(),
    )
  }

  end(done: () => void): void {
    this.#isEnding = true
    // What a stream that was cut held until then has been read.
    this.#writer.close().catch(ignore)
    void this.#tell(done)
  }

  async #tell(done: () => void): Promise<void> {
    await this.#read
    done()
  }

  destroy(): void {
    this.#isOver = true
    this.#writer.abort().catch(ignore)
  }

  async #pump(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done || this.#isOver) return
        this.#inflated += value.length
        if (this.#inflated > MAX_INFLATED_BYTES) this.#giveUp()
        else this.#sink.onInflated(value)
      }
    } catch {
      if (!this.#isEnding) this.#giveUp()
    }
  }

  #giveUp(): void {
    if (this.#isOver) return
    this.destroy()
    this.#sink.onGivenUp()
  }
}

/** A refusal's text, also from a body that was cut; the bytes themselves where they cannot be read. */
export async function inflateRefusal(encoding: string, body: Uint8Array): Promise<Uint8Array> {
  const format = FORMATS.get(encoding.trim().toLowerCase())
  if (format === undefined) return body
  const { readable, writable } = new DecompressionStream(format)
  const writer = writable.getWriter()
  writer.write(body).catch(ignore)
  writer.close().catch(ignore)
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    for await (const piece of readable) {
      size += piece.length
      pieces.push(piece)
      if (size > MAX_REFUSAL_BYTES) break
    }
  } catch {
    // Cut: what came before is what there is.
  }
  return size === 0 ? body : joinBytes(pieces)
}

function ignore(): void {
  // told where it is read
}
