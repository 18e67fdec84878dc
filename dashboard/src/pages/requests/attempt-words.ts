import type { RequestDetail } from '../../../../src/admin/request-contract.ts'
import { formatDuration } from '../../format/times.ts'

export type Attempt = RequestDetail['attempts'][number]

const REFUSALS: Readonly<Record<string, string>> = {
  limit: 'met its limit',
  busy: 'was busy for a moment',
  credit: 'was out of credit',
  credential: 'had its credential refused',
  forbidden: 'was forbidden the call',
  overloaded: 'met an overloaded vendor',
  server: 'met an error of its vendor',
  request: 'refused the request itself',
}

const OTHERS: readonly (readonly [begins: string, words: string])[] = [
  ['unreachable', 'could not be reached'],
  ['not reached', 'may not be reached'],
  ['broken before the request was fully sent', 'broke off before the request was fully sent'],
  ['broken after the request was fully sent', 'broke off before an answer came'],
  ['no event in time', 'sent nothing in time'],
  ['no token to send', 'had no token to send'],
  ['cut', 'broke off its answer'],
  ['the caller went away', 'was answering when the caller went away'],
  ['under way', 'had given no answer yet'],
]

/** What became of an attempt, after the name of its account: `met its limit (429, cools 37 s)`. */
export function toWords({ result, status, tookMs }: Attempt): string {
  const [plain, note] = splitNote(result)
  if (plain === 'success') return `answered after ${formatDuration(tookMs)}${inBrackets([note])}`
  const refused = /^(\w+)(?: ([^ ,]+))?(?:, until (\d+) s later)?$/.exec(plain)
  const words = REFUSALS[refused?.[1] ?? '']
  if (refused !== null && words !== undefined) {
    const [, kind, code, seconds] = refused
    const isPlain = kind === 'limit' && status === 429
    const until = seconds === undefined ? null : `cools ${formatDuration(Number(seconds) * 1_000)}`
    const told = isPlain ? [status] : [[status, code].filter((part) => part !== null && part !== undefined).join(' ')]
    return `${words}${inBrackets([...told, until, note])}`
  }
  const other = OTHERS.find(([begins]) => plain.startsWith(begins))
  if (other === undefined) return `ended: ${result}`
  const cause = plain.slice(other[0].length).replace(/^: /, '')
  return `${other[1]}${inBrackets([cause, note])}`
}

/** `limit x (mark withdrawn)` → `limit x` and `mark withdrawn`. */
function splitNote(result: string): readonly [string, string | null] {
  const noted = /^(.*?) \((.*)\)$/.exec(result)
  return noted === null ? [result, null] : [noted[1] ?? result, noted[2] ?? null]
}

function inBrackets(parts: readonly (string | number | null)[]): string {
  const said = parts.filter((part) => part !== null && part !== '')
  return said.length === 0 ? '' : ` (${said.join(', ')})`
}

/** Whether the caller got this attempt's answer, as far as it went. */
export function isAnswer({ result }: Attempt): boolean {
  return ['success', 'cut', 'the caller went away'].some((begins) => result.startsWith(begins))
}

const REASONS: Readonly<Record<string, string>> = {
  'round-robin': 'its turn (round-robin)',
  weighted: 'its turn by weight (weighted)',
  'time-window': 'unused the longest (time-window)',
  session: 'the session is on it',
  failover: 'next in the order of failover',
  probe: 'a probe: it had failed, and shows whether it is sound again',
  'single key': 'the one key that this path uses',
  'holds it': 'it holds what the call refers to',
  'its group': 'of the group that holds what the call refers to',
  seeking: 'asked whether it holds what the call refers to',
  home: 'first in the configured order, where what is made is kept',
  'own credential': "the caller's own credential",
  'headroom: most room': 'it had the most room (headroom)',
  'headroom: cached here': 'the conversation is cached on it (headroom)',
  'headroom: beside its session': 'beside the conversations of its session (headroom)',
  'headroom: waited': 'the call had waited for its room (headroom)',
}

/** Why an account was chosen. */
export function toReason(reason: string): string {
  const known = REASONS[reason]
  if (known !== undefined) return known
  const moved = /^headroom: (moved, .*)$/.exec(reason)
  return moved?.[1] === undefined ? reason : `the conversation ${moved[1]} (headroom)`
}

const PASSED_OVER: Readonly<Record<string, string>> = {
  cooling: 'cools after a limit',
  disabled: 'disabled by failures',
  'disabled: credential refused': 'disabled, for its credential was refused',
  probing: 'another call shows whether it is sound again',
  paused: 'paused',
  full: 'carries as many calls as it may',
  'needs sign-in': 'needs a sign-in',
  model: 'does not serve this model',
}

/** Why an account was passed over. */
export function toPassedOver(why: string): string {
  return PASSED_OVER[why] ?? why
}
