import { expect, test } from 'vitest'
import { RequestFraming } from '../../tools/worker-dev/request-framing.ts'

const WHOLE = [
  'GET /health HTTP/1.1\r\nHost: a\r\n\r\n',
  'POST /v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n{\r\n}',
  'POST /api/keys HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\n{\r\n\r\n1\r\n}\r\n0\r\nA: b\r\n\r\n',
  'DELETE /api/keys/1 HTTP/1.1\r\nHost: a\r\ncontent-length:0\r\n\r\n',
]

/** What is unread after each byte of a text. */
function after(framing: RequestFraming, text: string): (string | null)[] {
  return Array.from(text, (byte) => {
    framing.onBytes(Buffer.from(byte, 'latin1'))
    return framing.unread
  })
}

test('a request is unread from its first byte to the last before its end', () => {
  const framing = new RequestFraming()
  expect(framing.unread).toBeNull()
  for (const text of WHOLE) {
    const told = after(framing, text)
    expect(told.slice(0, -1)).not.toContain(null)
    expect(told.at(-1)).toBeNull()
  }
})

test('an empty line behind a request begins no other', () => {
  const framing = new RequestFraming()
  expect([framing.onBytes(Buffer.from(`${WHOLE[1]}\r\n`)), framing.unread]).toEqual([true, null])
  expect(after(framing, '\r\nG').map((kind) => kind ?? 'none')).toEqual(['none', 'none', 'control'])
})

test('several in one piece are told apart', () => {
  const framing = new RequestFraming()
  expect(framing.onBytes(Buffer.from(WHOLE.join('')))).toBe(true)
  expect(framing.unread).toBeNull()
})

test.each([
  ['/api/session', 'control'],
  ['/v1/messages', 'call'],
  ['/apis', 'call'],
])('%s is a %s', (path, kind) => {
  const text = `POST ${path} HTTP/1.1\r\ncontent-length: 2\r\n\r\n{`
  expect(after(new RequestFraming(), text).at(-1)).toBe(kind)
})

test('a request tells once that it begins', () => {
  const framing = new RequestFraming()
  const pieces = ['POST /api/keys HTTP/1.1\r\n', 'content-length: 2\r\n\r\n', '{}', 'GET']
  expect(pieces.map((piece) => framing.onBytes(Buffer.from(piece)))).toEqual([true, false, false, true])
})
