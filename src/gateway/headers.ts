/** What becomes of a header on its way through. */
type Fate = 'pass' | 'drop' | 'credential' | 'connection'

/** RFC 9110 §7.6.1, RFC 9112, and the framing that each hop writes anew. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]

const FORWARDING = ['forwarded', 'x-real-ip', 'via']
const FORWARDING_PREFIXES = ['x-forwarded-', 'cf-', 'x-claudeflare-']

/** How clients bring a credential. None of these is ever sent on as it came. */
const CREDENTIALS = ['x-api-key', 'authorization', 'x-goog-api-key', 'api-key']

const REQUEST_DROPPED = new Set([
  ...HOP_BY_HOP,
  ...FORWARDING,
  'cookie',
  'set-cookie',
  'host',
  'content-length',
  'expect',
])
const ANSWER_DROPPED = new Set([
  ...HOP_BY_HOP,
  ...FORWARDING,
  'cookie',
  'set-cookie',
  'alt-svc',
  'strict-transport-security',
  'clear-site-data',
  // What a browser would report to the vendor from our origin, addresses with a uuid in them included.
  'nel',
  'report-to',
  'reporting-endpoints',
  // Every answer has ours, which is the only value there is.
  'x-content-type-options',
])

/** Names seen, in the spelling they came in, so that the usual ones cost one look-up. Bounded: callers choose the names. */
const MEMO_LIMIT = 2_000
const MEMO_NAME_LENGTH = 64

function createFates(fateOf: (lowerCased: string) => Fate): (name: string) => Fate {
  const memo = new Map<string, Fate>()
  return (name) => {
    const known = memo.get(name)
    if (known !== undefined) return known
    const fate = fateOf(name.toLowerCase())
    if (memo.size < MEMO_LIMIT && name.length <= MEMO_NAME_LENGTH) memo.set(name, fate)
    return fate
  }
}

const requestFate = createFates((name) => {
  if (name === 'connection') return 'connection'
  if (CREDENTIALS.includes(name)) return 'credential'
  return REQUEST_DROPPED.has(name) || hasPrefix(name, FORWARDING_PREFIXES) ? 'drop' : 'pass'
})

const answerFate = createFates((name) => {
  if (name === 'connection') return 'connection'
  return ANSWER_DROPPED.has(name) || hasPrefix(name, FORWARDING_PREFIXES) || name.startsWith('access-control-')
    ? 'drop'
    : 'pass'
})

/**
 * The caller's headers as they are sent on: end-to-end ones in their order and spelling, the credential in the place
 * where the caller's stood (else last). `raw` and the result alternate names and values.
 */
export function toUpstreamHeaders(
  raw: readonly string[],
  credential: readonly [name: string, value: string],
): string[] {
  const named = namedByConnection(raw, requestFate)
  const out: string[] = []
  let placed = false
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    const fate = requestFate(name)
    if (fate === 'pass') {
      if (named === null || !named.has(name.toLowerCase())) out.push(name, raw[i + 1] ?? '')
    } else if (fate === 'credential' && !placed) {
      placed = true
      out.push(credential[0], credential[1])
    }
  }
  if (!placed) out.push(credential[0], credential[1])
  return out
}

/** A vendor's headers as the caller gets them. `raw` and the result alternate names and values. */
export function toCallerHeaders(raw: readonly string[]): string[] {
  const named = namedByConnection(raw, answerFate)
  const out: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? ''
    if (answerFate(name) === 'pass' && (named === null || !named.has(name.toLowerCase())))
      out.push(name, raw[i + 1] ?? '')
  }
  return out
}

/** The first value of a header in a raw list; `null` where it is absent. `name` is lower case. */
export function headerOf(raw: readonly string[], name: string): string | null {
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (isHeader(raw[i] ?? '', name)) return raw[i + 1] ?? ''
  }
  return null
}

/** Whether a raw header name is the given lower-case one. The length is compared first, since nearly all differ in it. */
export function isHeader(name: string, lower: string): boolean {
  return name.length === lower.length && (name === lower || name.toLowerCase() === lower)
}

/** Removes every header of that (lower-case) name from a raw list. */
export function withoutHeader(raw: readonly string[], name: string): string[] {
  const out: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const candidate = raw[i] ?? ''
    if (candidate.toLowerCase() !== name) out.push(candidate, raw[i + 1] ?? '')
  }
  return out
}

/** What `Connection` names is for this hop only (RFC 9110 §7.6.1); `null` where it names nothing beyond the usual. */
function namedByConnection(raw: readonly string[], fateOf: (name: string) => Fate): ReadonlySet<string> | null {
  let named: Set<string> | null = null
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (fateOf(raw[i] ?? '') !== 'connection') continue
    const value = raw[i + 1] ?? ''
    if (value === 'keep-alive' || value === 'close') continue
    named ??= new Set()
    for (const token of value.split(',')) named.add(token.trim().toLowerCase())
  }
  return named
}

function hasPrefix(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix))
}

/** Names and values in turn, as pairs. */
export function toPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}
