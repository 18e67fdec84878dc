import type { EventSpan } from './event-span.ts'

const DECODER = new TextDecoder()

/** Whether an event has this name. */
export function hasName(span: EventSpan, name: string): boolean {
  return span.nameEnd - span.nameStart === name.length && beginsAt(span.bytes, span.nameStart, name)
}

export function nameBegins(span: EventSpan, beginning: string): boolean {
  return span.nameEnd - span.nameStart >= beginning.length && beginsAt(span.bytes, span.nameStart, beginning)
}

/** Whether an event's data is exactly this ASCII text. */
export function isData(span: EventSpan, text: string): boolean {
  return span.end - span.start === text.length && beginsAt(span.bytes, span.start, text)
}

/** The event's name, or an empty string. */
export function nameOf(span: EventSpan): string {
  return span.nameStart === span.nameEnd ? '' : DECODER.decode(span.bytes.subarray(span.nameStart, span.nameEnd))
}

function beginsAt(bytes: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false
  return true
}
