/** What moves a terminal's cursor, breaks a line or turns the order of what follows around (Unicode, UAX #9). */
const UNSHOWABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

/** Whether a text can be shown on one line, in a log, a table or a terminal, as it is. */
export function isOneLine(text: string): boolean {
  return !UNSHOWABLE.test(text)
}
