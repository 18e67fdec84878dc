import { NO_USAGE } from '../model/usage.ts'
import type { JsonMembers } from '../streams/json-members.ts'
import { createJsonMembers } from '../streams/json-members.ts'
import type { Dialect, Tally } from './dialect.ts'
import { asRecord } from './json-record.ts'
import { MeterView } from './meter-view.ts'
import type { Meter, MeterOptions } from './wire-format.ts'

/** A body up to this many bytes that comes in one piece is parsed whole: that costs less than a look at each byte. */
const SMALL = 8_192
const CLOSE_BRACE = 125
const DECODER = new TextDecoder()

/** The meter of a body that is one JSON value. Of a large one it holds no more than the members it is asked for. */
export function createBodyMeter(dialect: Dialect, options: MeterOptions): Meter {
  const tally: Tally = { usage: NO_USAGE, model: null }
  let members: JsonMembers | null = null
  let isRead = false

  function scan(): JsonMembers {
    const scanner = createJsonMembers(dialect.plan, () => dialect.read({ name: '', members: scanner }, tally))
    return scanner
  }

  return new MeterView({
    feed(chunk) {
      if (isRead) return
      if (members === null) {
        const root = parseSmall(chunk)
        if (root !== null) {
          isRead = true
          dialect.read({ name: '', members: toValues(root) }, tally)
          return
        }
        members = scan()
      }
      members.feed(chunk, 0, chunk.length)
    },
    end() {
      if (members !== null && members.closed() === null) dialect.read({ name: '', members }, tally)
    },
    first: () => 'sound',
    failure: () => null,
    ended: () => true,
    usage: () => tally.usage,
    model: () => tally.model ?? options.model,
  })
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
