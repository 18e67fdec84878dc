import { createBoundedBytes } from './bounded-bytes.ts'
import type { EventSink } from './event-span.ts'
import { createLineEnds } from './line-ends.ts'

/** An event longer than this (bytes) is handed on in pieces instead of being held. */
export const LONGEST_HELD_EVENT = 65_536
/** A cut-off line shorter than this may still turn out to be any field. */
const LONGEST_FIELD_NAME = 16
const LF = 10
const CR = 13
const SPACE = 32
const COLON = 58
const LOWER_D = 100
const LOWER_E = 101
const NEW_LINE = new Uint8Array([LF])
const NOTHING: Uint8Array = new Uint8Array(0)

export interface EventScanner {
  feed(chunk: Uint8Array): void
  /** Hands on what is left as an incomplete event. */
  end(): void
}

/**
 * Finds server-sent events in bytes however they are cut into chunks (WHATWG HTML, "Server-sent events", 9.2.6).
 * An event that lies in one chunk is handed on in place; only one that is cut off is copied.
 */
export function createEventScanner(sink: EventSink): EventScanner {
  const held = createBoundedBytes(2 * LONGEST_HELD_EVENT)
  const joined = createBoundedBytes(4 * LONGEST_HELD_EVENT)
  const ends = createLineEnds()
  const span = { bytes: NOTHING, nameStart: 0, nameEnd: 0, start: 0, end: 0, complete: true }
  let skipLf = false
  let lineStart = 0
  let nameStart = 0
  let nameEnd = 0
  let dataStart = 0
  let dataEnd = 0
  let dataLines = 0
  /** What the rest of a line too long to be held belongs to. */
  let longLine: 'none' | 'data' | 'other' = 'none'
  /** An event too long to be held is under way. */
  let large = false
  let largeName = ''

  function forgetFields(): void {
    nameStart = nameEnd = dataStart = dataEnd = dataLines = 0
    joined.clear()
  }

  function dispatch(bytes: Uint8Array, complete: EventCompleteness): void {
    if (large) {
      if (complete === 'complete') sink.onLargeEnd(largeName)
      large = false
      largeName = ''
      return
    }
    if (dataLines === 0 && nameStart === nameEnd) return
    span.bytes = bytes
    span.nameStart = nameStart
    span.nameEnd = nameEnd
    span.start = dataStart
    span.end = dataEnd
    span.complete = complete === 'complete'
    if (dataLines > 1) rejoin(bytes)
    sink.onEvent(span)
    span.bytes = NOTHING
    forgetFields()
  }

  /** Puts an event of several data lines together: its name first, then the lines joined by LF. */
  function rejoin(bytes: Uint8Array): void {
    const dataLength = joined.size()
    joined.append(bytes, nameStart, nameEnd)
    span.bytes = joined.view()
    span.nameStart = dataLength
    span.nameEnd = joined.size()
    span.start = 0
    span.end = dataLength
  }

  function takeData(bytes: Uint8Array, start: number, end: number): void {
    if (large) {
      sink.onLargeData(NEW_LINE, 0, 1)
      sink.onLargeData(bytes, start, end)
      return
    }
    dataLines += 1
    if (dataLines === 1) {
      dataStart = start
      dataEnd = end
      return
    }
    if (dataLines === 2) joined.append(bytes, dataStart, dataEnd)
    joined.append(NEW_LINE, 0, 1)
    joined.append(bytes, start, end)
  }

  function takeLine(bytes: Uint8Array, start: number, end: number): void {
    const first = bytes[start]
    if (start === end) dispatch(bytes, 'complete')
    else if (first === LOWER_D && isField(bytes, start, end)) takeData(bytes, valueStart(bytes, start + 4, end), end)
    else if (first === LOWER_E && isField(bytes, start, end)) {
      const from = valueStart(bytes, start + 5, end)
      if (large) largeName = decode(bytes.subarray(from, end))
      else {
        nameStart = from
        nameEnd = end
      }
    }
  }

  /** Takes every whole line from `from` on; answers where the event that is not at its end yet begins. */
  function scan(bytes: Uint8Array, from: number, eventStart: number): number {
    ends.start(bytes)
    let open = eventStart
    for (let lineEnd = ends.next(from); lineEnd !== -1; lineEnd = ends.next(lineStart)) {
      takeLine(bytes, lineStart, lineEnd)
      lineStart = lineEnd + 1
      if (bytes[lineEnd] === CR) {
        if (lineStart === bytes.length) skipLf = true
        else if (bytes[lineStart] === LF) lineStart += 1
      }
      if (dataLines === 0 && nameStart === nameEnd) open = lineStart
    }
    ends.start(NOTHING)
    return open
  }

  function hold(bytes: Uint8Array, from: 'chunk' | 'held', open: number): void {
    if (from === 'held') held.discard(open)
    else held.append(bytes, open, bytes.length)
    lineStart -= open
    nameStart -= open
    nameEnd -= open
    dataStart -= open
    dataEnd -= open
    if (held.size() > LONGEST_HELD_EVENT) goLarge(held.view())
  }

  /** Hands on what is held of an event that became too long, and lets go of it. */
  function goLarge(bytes: Uint8Array): void {
    const { start, end, from } =
      dataLines > 1
        ? { start: 0, end: joined.size(), from: joined.view() }
        : { start: dataStart, end: dataEnd, from: bytes }
    const isData = isField(bytes, lineStart, bytes.length) && bytes[lineStart] === LOWER_D
    const rest = bytes.length - lineStart
    if (dataLines > 0 || isData) {
      if (!large) largeName = decode(bytes.subarray(nameStart, nameEnd))
      large = true
      sink.onLargeData(from, start, end)
    }
    if (rest > LONGEST_FIELD_NAME) {
      longLine = isData ? 'data' : 'other'
      if (isData) sink.onLargeData(bytes, valueStart(bytes, lineStart + 4, bytes.length), bytes.length)
      held.clear()
    } else held.discard(lineStart)
    lineStart = 0
    forgetFields()
  }

  /** Takes the rest of a line that is too long to be held; answers where the next one begins. */
  function passLongLine(chunk: Uint8Array, from: number): number {
    ends.start(chunk)
    const lineEnd = ends.next(from)
    const end = lineEnd === -1 ? chunk.length : lineEnd
    if (longLine === 'data') sink.onLargeData(chunk, from, end)
    if (lineEnd === -1) return end
    longLine = 'none'
    if (chunk[lineEnd] !== CR) return lineEnd + 1
    if (lineEnd + 1 === chunk.length) skipLf = true
    return chunk[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1
  }

  function feedSlice(chunk: Uint8Array): void {
    let from = 0
    if (skipLf && chunk.length > 0) {
      skipLf = false
      if (chunk[0] === LF) from = 1
    }
    if (longLine !== 'none') from = passLongLine(chunk, from)
    if (from === chunk.length) return
    if (held.size() === 0) {
      lineStart = from
      hold(chunk, 'chunk', scan(chunk, from, from))
      return
    }
    const scanned = held.size()
    held.append(chunk, from, chunk.length)
    const bytes = held.view()
    hold(bytes, 'held', scan(bytes, scanned, 0))
  }

  return {
    feed(chunk) {
      if (chunk.length <= LONGEST_HELD_EVENT) {
        feedSlice(chunk)
        return
      }
      for (let at = 0; at < chunk.length; at += LONGEST_HELD_EVENT) {
        feedSlice(chunk.subarray(at, at + LONGEST_HELD_EVENT))
      }
    },
    end() {
      const bytes = held.view()
      if (lineStart < bytes.length) takeLine(bytes, lineStart, bytes.length)
      dispatch(bytes, 'cut off')
      held.clear()
      lineStart = 0
    },
  }
}

type EventCompleteness = 'complete' | 'cut off'

/** Whether a line that begins with `d` or `e` is a `data` or an `event` field. */
function isField(bytes: Uint8Array, start: number, end: number): boolean {
  const name = bytes[start] === LOWER_D ? 'data' : 'event'
  const colon = start + name.length
  if (colon > end || (colon < end && bytes[colon] !== COLON)) return false
  for (let i = 1; i < name.length; i += 1) if (bytes[start + i] !== name.charCodeAt(i)) return false
  return true
}

/** Where a field's value begins: after its colon and one space. */
function valueStart(bytes: Uint8Array, colon: number, end: number): number {
  if (colon >= end) return end
  return bytes[colon + 1] === SPACE && colon + 1 < end ? colon + 2 : colon + 1
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
