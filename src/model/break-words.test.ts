import { expect, it } from 'vitest'
import { toBreakWords } from './break-words.ts'

it.each([
  ['ECONNRESET', 'the connection was reset'],
  ['UND_ERR_SOCKET', 'the connection closed early'],
  ['UND_ERR_BODY_TIMEOUT', 'it stayed silent for idle_timeout_ms'],
  ['Network connection lost.', 'the connection was lost'],
  ['HPE_INVALID_CHUNK_SIZE', 'it was no sound HTTP (HPE_INVALID_CHUNK_SIZE)'],
  ['EMADEUP', 'the connection broke (EMADEUP)'],
  // What the gateway says itself is in words already.
  ['the stream ended without its end mark', 'the stream ended without its end mark'],
])('a break that is told as %s: %s', (cause, words) => {
  expect(toBreakWords(cause)).toBe(words)
})
