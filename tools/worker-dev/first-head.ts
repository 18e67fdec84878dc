import { problemOf } from '../../src/runtimes/node/server/strict-head.ts'

/** What the front does with the first request of a connection, once its head is there. */
export type FirstHead =
  /** Its end has not come yet. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'refused'; readonly status: string }
  /** `end` is where the head's last line ends; `extra` are lines that tell the Worker what workerd does not. */
  | { readonly kind: 'sound'; readonly end: number; readonly extra: string }

/** Longer than any head that workerd takes. */
const LONGEST_HEAD = 64 * 1024
const LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(\d\.\d)$/
const FIELD = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/
const BAD_REQUEST: FirstHead = { kind: 'refused', status: '400 Bad Request' }
const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
}
/** Workerd does not tell of these where they are empty, and open mode asks whether they are there. */
const UNSEEN = ['origin', 'via']

/** Reads a head as strictly as the server on Node does; Cloudflare's edge sees to it in front of a deployed Worker. */
export function readFirstHead(bytes: Buffer): FirstHead {
  const text = bytes.toString('latin1', 0, LONGEST_HEAD)
  const end = text.indexOf('\r\n\r\n')
  const newline = text.indexOf('\n')
  if (newline === 0 || (newline > 0 && text[newline - 1] !== '\r')) return BAD_REQUEST
  if (end < 0) {
    if (bytes.length >= LONGEST_HEAD) return { kind: 'refused', status: '431 Request Header Fields Too Large' }
    return { kind: 'incomplete' }
  }
  const [line = '', ...fields] = text.slice(0, end).split('\r\n')
  const [, method, target = '', httpVersion] = LINE.exec(line) ?? []
  if (method === undefined || httpVersion === undefined || target.includes('#')) return BAD_REQUEST
  const rawHeaders: string[] = []
  for (const field of fields) {
    const [, name, value] = FIELD.exec(field) ?? []
    if (name === undefined || value === undefined) return BAD_REQUEST
    rawHeaders.push(name, value)
  }
  const problem = problemOf({ httpVersion, method, rawHeaders })
  if (problem !== null) return { kind: 'refused', status: `${problem.status} ${REASONS[problem.status]}` }
  if (hasOddLength(rawHeaders)) return BAD_REQUEST
  return { kind: 'sound', end, extra: toExtra(httpVersion, rawHeaders) }
}

/** Lengths that two parsers may read differently (RFC 9112 §6.3). */
function hasOddLength(rawHeaders: readonly string[]): boolean {
  const lengths = valuesOf(rawHeaders, 'content-length')
  if (lengths.length > 1 || lengths.some((length) => !/^\d+$/.test(length))) return true
  return lengths.length > 0 && valuesOf(rawHeaders, 'transfer-encoding').length > 0
}

function toExtra(httpVersion: string, rawHeaders: readonly string[]): string {
  const unseen = UNSEEN.filter((name) => valuesOf(rawHeaders, name).includes(''))
  const lines = unseen.length === 0 ? '' : `x-claudeflare-unseen: ${unseen.join(' ')}\r\n`
  // Of an older version a connection has one request: what follows would come without the header.
  return httpVersion === '1.1' ? lines : `${lines}x-claudeflare-http-version: ${httpVersion}\r\nconnection: close\r\n`
}

function valuesOf(rawHeaders: readonly string[], wanted: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted)
}
