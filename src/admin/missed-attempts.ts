import type { AttemptRow } from '../model/ledger.ts'

interface Missed {
  readonly account: string
  /** In two or three words: `limit met`, `500`. */
  readonly why: string
}

/** What a result begins with (`gateway/attempt.ts`), and what that is called in a line. */
const WHY: readonly (readonly [begins: string, why: string])[] = [
  ['limit', 'limit met'],
  ['busy', 'busy for a moment'],
  ['credit', 'out of credit'],
  ['credential', 'credential refused'],
  ['overloaded', 'overloaded'],
  ['unreachable', 'no connection'],
  ['not reached', 'address not allowed'],
  ['broken', 'connection broke'],
  ['no event in time', 'nothing in time'],
  ['no token to send', 'no token to send'],
  ['cut', 'answer broke off'],
  ['the caller went away', 'caller left'],
]

/** What a status alone says best: a vendor's error, or one of the request's own. */
const BY_STATUS: Readonly<Record<string, string>> = {
  server: 'vendor error',
  forbidden: 'forbidden',
  request: 'request refused',
}

/** The attempts that came to no sound answer, each with why, in a line. */
export function toMissed(attempts: readonly AttemptRow[]): Missed[] {
  return attempts
    .filter(({ result }) => !result.startsWith('success'))
    .map(({ account, status, result }) => ({ account, why: toWhy(status, result) }))
}

function toWhy(status: number | null, result: string): string {
  const plain = BY_STATUS[result.split(' ', 1)[0] ?? '']
  if (plain !== undefined) return status === null ? plain : String(status)
  return WHY.find(([begins]) => result.startsWith(begins))?.[1] ?? result
}
