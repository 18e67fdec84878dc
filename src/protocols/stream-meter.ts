import type { Refusal } from '../model/refusal.ts'
import { NO_USAGE } from '../model/usage.ts'
import { createBoundedBytes } from '../streams/bounded-bytes.ts'
import { contentStart } from '../streams/content-start.ts'
import { nameOf } from '../streams/event-name.ts'
import { createEventScanner, type EventScanner } from '../streams/event-scanner.ts'
import type { EventSpan } from '../streams/event-span.ts'
import { createJsonMembers } from '../streams/json-members.ts'
import type { Dialect, Tally } from './dialect.ts'
import { MeterView } from './meter-view.ts'
import type { Situation } from './situation.ts'
import type { Meter, MeterOptions } from './wire-format.ts'

const OPEN_BRACE = 123
const OPEN_BRACKET = 91
/** A longer event is read at once. */
const LONGEST_PUT_OFF = 4096

/**
 * The meter of a stream. Whether it is server-sent events or JSON is seen from its first byte, not from what was
 * asked for: an error comes as plain JSON on either.
 */
export function createStreamMeter(dialect: Dialect, options: MeterOptions): Meter {
  const tally: Tally = { usage: NO_USAGE, model: null, onHeld: options.onHeld }
  const members = createJsonMembers(dialect.plan, onPiece)
  const newest = createBoundedBytes(LONGEST_PUT_OFF)
  let form: 'unknown' | 'events' | 'json' = 'unknown'
  let scanner: EventScanner | null = null
  let first: Meter['first'] = 'pending'
  let failure: Refusal | null = null
  let ended = false
  let inLargeEvent = false

  function createScanner(): EventScanner {
    return createEventScanner({
      onEvent(span) {
        const seen = span.start === span.end && span.nameStart === span.nameEnd ? 'ping' : dialect.skim(span)
        if (seen === 'ping' || (seen === 'nothing' && first !== 'pending')) return
        if (seen === 'end') {
          if (span.complete) end()
          return
        }
        if (seen === 'later' && first !== 'pending' && putOff(span)) return
        catchUp()
        members.readWhole(span.bytes, span.start, span.end)
        const name = nameOf(span)
        // An event without data is none (WHATWG), but clients take one that is named `error` for an error.
        if (span.start !== span.end || name === 'error') take(name, span.complete ? 'whole' : 'cut off')
        members.reset()
      },
      onLargeData(bytes, start, stop) {
        if (!inLargeEvent) {
          catchUp()
          members.reset()
        }
        inLargeEvent = true
        members.feed(bytes, start, stop)
      },
      onLargeEnd(name) {
        inLargeEvent = false
        take(name, 'whole')
      },
    })
  }

  function onPiece(): void {
    if (form !== 'json') return
    take('', 'whole')
    members.forget()
  }

  /** Keeps an event to be read when someone asks, in the place of the one before. */
  function putOff(span: EventSpan): boolean {
    newest.clear()
    return span.complete && newest.append(span.bytes, span.start, span.end)
  }

  function catchUp(): Tally {
    if (newest.size() > 0 && !inLargeEvent) {
      members.readWhole(newest.view(), 0, newest.size())
      take('', 'whole')
      members.reset()
      newest.clear()
    }
    return tally
  }

  function begin(): void {
    if (first === 'pending') first = 'sound'
  }

  function end(): void {
    begin()
    ended = true
  }

  function refuse(body: unknown): Refusal {
    return dialect.refuse(body, situationInStream(options))
  }

  function take(name: string, state: 'whole' | 'cut off'): void {
    const reading = dialect.read({ name, members }, tally)
    switch (reading.kind) {
      case 'ping':
        break
      case 'more':
        if (state === 'whole') begin()
        break
      case 'end':
        if (state === 'whole') end()
        break
      case 'failed':
        if (first === 'pending') first = refuse(reading.body)
        ended ||= state === 'whole'
        break
      case 'error':
        if (first === 'pending') first = refuse(reading.body)
        else failure ??= refuse(reading.body)
        break
    }
  }

  /** Where the stream's own bytes begin in a chunk, once it is known what they are. */
  function recognise(chunk: Uint8Array): number {
    const at = contentStart(chunk)
    if (at === chunk.length) return at
    form = chunk[at] === OPEN_BRACE || chunk[at] === OPEN_BRACKET ? 'json' : 'events'
    if (form === 'events') scanner = createScanner()
    return at
  }

  return new MeterView({
    feed(chunk) {
      const from = form === 'unknown' ? recognise(chunk) : 0
      if (from === chunk.length) return
      if (scanner !== null) scanner.feed(from === 0 ? chunk : chunk.subarray(from))
      else members.feed(chunk, from, chunk.length)
    },
    end() {
      if (scanner !== null) scanner.end()
      else if (form === 'json' && members.closed() === null) take('', 'cut off')
    },
    first: () => first,
    failure: () => failure,
    ended: () => (form === 'json' ? members.closed() !== null : ended),
    usage: () => catchUp().usage,
    model: () => catchUp().model ?? options.model,
  })
}

/** An error within a stream has no status of its own, and the headers came before it. */
function situationInStream({ model, now, date }: MeterOptions): Situation {
  return { status: null, header: () => null, headerNames: () => [], model, now, vendorNow: date ?? now }
}
