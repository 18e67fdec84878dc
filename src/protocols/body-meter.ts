import { NO_USAGE } from '../model/usage.ts'
import { createJsonMembers } from '../streams/json-members.ts'
import type { Dialect, Tally } from './dialect.ts'
import type { Meter, MeterOptions } from './wire-format.ts'

/** The meter of a body that is one JSON value. It holds no more of it than the members it is asked for. */
export function createBodyMeter(dialect: Dialect, options: MeterOptions): Meter {
  const tally: Tally = { usage: NO_USAGE, model: null }
  const members = createJsonMembers(dialect.plan, () => dialect.read({ name: '', members }, tally))

  return {
    feed: (chunk) => members.feed(chunk, 0, chunk.length),
    end() {
      if (members.closed === null) dialect.read({ name: '', members }, tally)
    },
    first: 'sound',
    failure: null,
    ended: true,
    get usage() {
      return tally.usage
    },
    get model() {
      return tally.model ?? options.model
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
