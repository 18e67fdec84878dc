/**
 * One server-sent event as ranges of bytes, so that an event nobody cares for costs no copy.
 * It is reused from event to event: valid only during the call that brings it.
 */
export interface EventSpan {
  readonly bytes: Uint8Array
  /** The value of the `event:` field; empty where there was none. */
  readonly nameStart: number
  readonly nameEnd: number
  /** The value of the `data:` field (several lines joined by LF); empty where there was none. */
  readonly start: number
  readonly end: number
  /** Whether its blank line came. Without it the stream was cut off in the middle, and clients drop the event. */
  readonly complete: boolean
}

/** Takes what the scanner finds. */
export interface EventSink {
  onEvent(span: EventSpan): void
  /** A piece of the data of an event that is too long to be held. */
  onLargeData(bytes: Uint8Array, start: number, end: number): void
  /** The end of such an event, with its name, or an empty string where it has none. */
  onLargeEnd(name: string): void
}
