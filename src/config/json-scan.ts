/** Where a JSON text's values stand, so that one can be replaced and the rest kept byte for byte. Offsets are UTF-16. */
export type JsonNode =
  | { readonly kind: 'object'; readonly start: number; readonly end: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly start: number; readonly end: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'leaf'; readonly start: number; readonly end: number }

interface JsonMember {
  readonly key: string
  readonly keyStart: number
  readonly value: JsonNode
}

export type ScannedJson =
  | { readonly ok: true; readonly root: JsonNode }
  /** `expected` never quotes the text: a config file holds credentials. */
  | { readonly ok: false; readonly at: number; readonly expected: string }

const MAX_DEPTH = 64
const SPACE = /[ \t\r\n]*/y
// eslint-disable-next-line no-control-regex -- a JSON string holds none of them unescaped
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y
const LEAF = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y

class Unexpected extends Error {
  readonly at: number
  readonly expected: string

  constructor(at: number, expected: string) {
    super(expected)
    this.at = at
    this.expected = expected
  }
}

/**
 * Reads a JSON text (RFC 8259) into the places of its values. The engine's own `JSON.parse` does not tell where an
 * error stands, and quotes the text around it.
 */
export function scanJson(text: string): ScannedJson {
  try {
    const root = scanValue(text, skipSpace(text, 0), 0)
    const end = skipSpace(text, root.end)
    if (end < text.length) throw new Unexpected(end, 'the end of the file')
    return { ok: true, root }
  } catch (error) {
    if (error instanceof Unexpected) return { ok: false, at: error.at, expected: error.expected }
    throw error
  }
}

function scanValue(text: string, start: number, depth: number): JsonNode {
  if (depth > MAX_DEPTH) throw new Unexpected(start, `at most ${MAX_DEPTH} levels`)
  const first = text[start]
  if (first === '{') return scanObject(text, start, depth)
  if (first === '[') return scanArray(text, start, depth)
  const end = first === '"' ? stringEnd(text, start) : match(LEAF, text, start)
  if (end === null) throw new Unexpected(start, first === '/' ? 'a value (JSON has no comments)' : 'a value')
  return { kind: 'leaf', start, end }
}

function scanObject(text: string, start: number, depth: number): JsonNode {
  const members: JsonMember[] = []
  let at = skipSpace(text, start + 1)
  if (text[at] === '}') return { kind: 'object', start, end: at + 1, members }
  while (true) {
    if (text[at] !== '"') throw new Unexpected(at, 'a key in double quotes')
    const keyEnd = stringEnd(text, at)
    const key: unknown = JSON.parse(text.slice(at, keyEnd))
    const colon = skipSpace(text, keyEnd)
    if (text[colon] !== ':') throw new Unexpected(colon, 'a colon after the key')
    const value = scanValue(text, skipSpace(text, colon + 1), depth + 1)
    if (members.some((member) => member.key === key)) throw new Unexpected(at, 'each key once in an object')
    members.push({ key: String(key), keyStart: at, value })
    at = skipSpace(text, value.end)
    if (text[at] === '}') return { kind: 'object', start, end: at + 1, members }
    if (text[at] !== ',') throw new Unexpected(at, 'a comma or a closing brace')
    at = skipSpace(text, at + 1)
  }
}

function scanArray(text: string, start: number, depth: number): JsonNode {
  const items: JsonNode[] = []
  let at = skipSpace(text, start + 1)
  if (text[at] === ']') return { kind: 'array', start, end: at + 1, items }
  while (true) {
    const item = scanValue(text, at, depth + 1)
    items.push(item)
    at = skipSpace(text, item.end)
    if (text[at] === ']') return { kind: 'array', start, end: at + 1, items }
    if (text[at] !== ',') throw new Unexpected(at, 'a comma or a closing bracket')
    at = skipSpace(text, at + 1)
  }
}

function skipSpace(text: string, from: number): number {
  return match(SPACE, text, from) ?? from
}

function stringEnd(text: string, start: number): number {
  const end = match(STRING, text, start)
  if (end === null) throw new Unexpected(start, 'a string that ends on its line and escapes what must be escaped')
  return end
}

function match(pattern: RegExp, text: string, from: number): number | null {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : null
}
