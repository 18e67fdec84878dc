/** Looks at strings of JSON as a scan passes them, keys and values alike. */
export interface StringWatch {
  /**
   * Asked before `see`, since a call for each string would cost more than the scan: by a string's first byte and its
   * seventh (or whatever stands there behind a shorter one), `first << 8 | seventh`, 0 where it is none of its business.
   */
  readonly begins: Uint8Array
  /** `bytes[start, end)` is a string without its quotes, escaped as it came. */
  see(bytes: Uint8Array, start: number, end: number): void
}

/** Of no string. */
export const NOTHING_BEGINS: Uint8Array = new Uint8Array(65_536)
