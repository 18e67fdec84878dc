/** A request target that is safe to route on. */
export interface Target {
  /** Starts with a slash, as it was sent: nothing is decoded. */
  readonly path: string
  /** With its `?`; empty where there is none. */
  readonly query: string
}

/**
 * What two parsers might read differently: dot segments, empty segments, a backslash, a control character, and the
 * percent-encoded forms of slash, backslash, dot and NUL. A vendor would see another path than the one that was checked.
 */
const AMBIGUOUS = /\/\/|\/\.{1,2}(?:\/|$)|%(?:2f|5c|2e|00)|[\\\0-\x20\x7f#]/i
const UNDER_API = /^(?:https?:\/\/[^/?#]+)?\/api\//
const ABSOLUTE = /^https?:\/\/[^/?#]+/i

/**
 * Splits a request target (RFC 9112 §3.2) into path and query. `null` where it is ambiguous or not a path.
 * The absolute form is accepted, as an origin server must, and its authority dropped.
 */
export function parseTarget(raw: string): Target | null {
  let text = raw
  if (text.charCodeAt(0) !== 0x2f) {
    const authority = ABSOLUTE.exec(text)
    if (authority === null) return null
    text = text.slice(authority[0].length)
    if (text === '' || text.charCodeAt(0) === 0x3f) text = `/${text}`
  }
  const mark = text.indexOf('?')
  const path = mark === -1 ? text : text.slice(0, mark)
  if (AMBIGUOUS.test(path)) return null
  return { path, query: mark === -1 ? '' : text.slice(mark) }
}

/** Whether a request target that was not taken lies in the control API, whose errors have a form of their own. */
export function isUnderApi(raw: string): boolean {
  return UNDER_API.test(raw)
}

/** The first value of a query parameter, percent-decoded; `null` where it is absent. */
export function queryParameter(query: string, name: string): string | null {
  if (query === '') return null
  return new URLSearchParams(query).get(name)
}

/** The query without the parameters in `names`, the rest byte for byte; empty where nothing is left. */
export function withoutParameters(query: string, names: ReadonlySet<string>): string {
  if (query.length < 2) return query
  const kept = query
    .slice(1)
    .split('&')
    .filter((pair) => !names.has(decodeName(pair)))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}

function decodeName(pair: string): string {
  const end = pair.indexOf('=')
  const name = end === -1 ? pair : pair.slice(0, end)
  if (!name.includes('%') && !name.includes('+')) return name
  return new URLSearchParams(name).keys().next().value ?? name
}
