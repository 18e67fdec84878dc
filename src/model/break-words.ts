/** What became of a connection, by the code that the system or the driver gives, or by what the platform says of it. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ETIMEDOUT: 'the connection went dead',
  UND_ERR_SOCKET: 'the connection closed early',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within first_byte_timeout_ms',
  UND_ERR_BODY_TIMEOUT: 'it stayed silent for idle_timeout_ms',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'it was not as long as it said',
  // Workers tell no more of it.
  'Network connection lost.': 'the connection was lost',
}
/** A code of a parser, a system or a driver, which says nothing to whoever does not know it. */
const CODE = /^[A-Z][A-Z0-9_]+$/
const UNSOUND = /^HPE_/

/** Why an answer broke off, in words; a code that has none of its own stands in brackets, to be looked up. */
export function toBreakWords(cause: string): string {
  const words = WORDS[cause]
  if (words !== undefined) return words
  if (!CODE.test(cause)) return cause
  return `${UNSOUND.test(cause) ? 'it was no sound HTTP' : 'the connection broke'} (${cause})`
}
