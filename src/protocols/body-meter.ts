import type { Usage } from '../model/usage.ts'
import { NO_USAGE } from '../model/usage.ts'
import type { JsonMembers } from '../streams/json-members.ts'
import { createJsonMembers } from '../streams/json-members.ts'
import type { Dialect, Tally } from './dialect.ts'
import { asRecord } from './json-record.ts'
import type { Meter, MeterOptions } from './wire-format.ts'

/** A body up to this many bytes that comes in one piece is parsed whole: that costs less than a look at each byte. */
const SMALL = 8_192
const CLOSE_BRACE = 125
const DECODER = new TextDecoder()

/** The meter of a body that is one JSON value. Of a large one it holds no more than the members it is asked for. */
export function createBodyMeter(dialect: Dialect, options: MeterOptions): Meter {
  return new BodyMeter(dialect, options)
}

/** The meter of what a vendor keeps, whose usage was counted when it was made. */
export function createRecordMeter(dialect: Dialect, options: MeterOptions): Meter {
  const meter = createBodyMeter(dialect, options)
  return {
    ...createBlindMeter(options),
    feed: (chunk) => meter.feed(chunk),
    end: () => meter.end(),
  }
}

/** One is made for every answer: a class, for the reason given at `MeterView`. */
class BodyMeter implements Meter {
  readonly first = 'sound'
  readonly failure = null
  readonly ended = true
  readonly #dialect: Dialect
  readonly #asked: string | null
  readonly #tally: Tally
  #members: JsonMembers | null = null
  #isRead = false

  constructor(dialect: Dialect, { model, onHeld }: MeterOptions) {
    this.#dialect = dialect
    this.#asked = model
    this.#tally = { usage: NO_USAGE, model: null, onHeld }
  }

  feed(chunk: Uint8Array): void {
    if (this.#isRead) return
    if (this.#members === null) {
      const root = parseSmall(chunk)
      if (root !== null) {
        this.#isRead = true
        this.#read(toValues(root))
        return
      }
      const scanner = createJsonMembers(this.#dialect.plan, () => this.#read(scanner))
      this.#members = scanner
    }
    this.#members.feed(chunk, 0, chunk.length)
  }

  end(): void {
    if (this.#members !== null && this.#members.closed() === null) this.#read(this.#members)
  }

  get usage(): Usage {
    return this.#tally.usage
  }

  get model(): string | null {
    return this.#tally.model ?? this.#asked
  }

  #read(members: Pick<JsonMembers, 'value'>): void {
    this.#dialect.read({ name: '', members }, this.#tally)
  }
}

/** The object that the bytes are, whole; `null` where they are too many or not the whole of one. */
function parseSmall(chunk: Uint8Array): Record<string, unknown> | null {
  if (chunk.length > SMALL || chunk.at(-1) !== CLOSE_BRACE) return null
  try {
    return asRecord(JSON.parse(DECODER.decode(chunk)))
  } catch {
    return null
  }
}

function toValues(root: Record<string, unknown>): Pick<JsonMembers, 'value'> {
  return {
    value(path) {
      let found: unknown = root
      for (const key of path.split('.')) found = asRecord(found)?.[key]
      return found
    },
  }
}

/** The meter of a body of which nothing can be read. */
export function createBlindMeter(options: MeterOptions): Meter {
  return {
    feed() {},
    end() {},
    first: 'sound',
    failure: null,
    ended: true,
    usage: NO_USAGE,
    model: options.model,
  }
}
