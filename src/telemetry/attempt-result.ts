/** What came of an attempt, for labels. */
export type AttemptResult = (typeof RESULTS)[number][1]

/** By how the words begin that `gateway/attempt.ts` and `gateway/answer-end.ts` put into a row; a test compares. */
const RESULTS = [
  ['success', 'success'],
  ['limit', 'limit'],
  ['overloaded', 'overloaded'],
  ['server', 'server'],
  ['credit', 'credit'],
  ['busy', 'busy'],
  ['credential', 'credential'],
  ['forbidden', 'forbidden'],
  ['request', 'request'],
  ['cut', 'cut'],
  ['the caller went away', 'gone'],
  ['unreachable', 'unreachable'],
  ['not reached', 'barred'],
  ['broken', 'broken'],
  ['no event in time', 'silent'],
  ['no token to send', 'unready'],
  ['', 'other'],
] as const

export function toAttemptResult(words: string): AttemptResult {
  if (words === 'success') return 'success'
  return RESULTS.find(([start]) => words.startsWith(start) && isWhole(words, start))?.[1] ?? 'other'
}

/** `credit` is not how `credential` begins. */
function isWhole(words: string, start: string): boolean {
  return start === '' || words.length === start.length || ' :,'.includes(words.charAt(start.length))
}
