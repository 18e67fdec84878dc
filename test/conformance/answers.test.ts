import { describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { MESSAGE } from '../harness/stage.ts'
import type { VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import { openWire } from '../harness/wire.ts'

/** Answers that are large, odd or unwanted. */
const BODY = JSON.stringify(MESSAGE)
const REQUEST = `POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n`
const SIZE = 20_000_000
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const BYTES = Buffer.alloc(SIZE, 'a')

/** Bytes of a body of nothing but `a`, whatever frames it. */
function countBody(answer: string): number {
  const [head = '', body = ''] = answer.split(/\r\n\r\n(.*)/s)
  if (!/transfer-encoding: chunked/i.test(head)) return body.length
  expect(body.endsWith('\r\n0\r\n\r\n')).toBe(true)
  return body.split('\r\n').reduce((sum, line) => sum + (/^a+$/.test(line) && line.length > 8 ? line.length : 0), 0)
}

describe('a caller that reads late, and wants the connection closed, gets every byte', () => {
  test.each([
    ['of known length', [`${HEAD}content-length: ${SIZE}\r\n\r\n`, BYTES]],
    ['of known length, closed behind it', [`${HEAD}connection: close\r\ncontent-length: ${SIZE}\r\n\r\n`, BYTES]],
    ['in one chunk', [`${HEAD}transfer-encoding: chunked\r\n\r\n${SIZE.toString(16)}\r\n`, BYTES, '\r\n0\r\n\r\n']],
    ['until the connection ends', [`${HEAD}connection: close\r\n\r\n`, BYTES]],
  ] as const)('%s', async (_name, parts) => {
    await using stage = await openVendorStage(
      ({ whole, send, socket }) => {
        void whole.then(() => {
          for (const part of parts) send(part)
          return parts[0].includes('connection: close') ? socket.end() : socket
        })
      },
      { anthropic: 1 },
    )
    using wire = await openWire(stage.gateway.port)
    wire.socket.pause()
    wire.send(`${REQUEST}Connection: close\r\n\r\n${BODY}`)
    await expect.poll(() => stage.vendor.whole()).toBe(1)
    // What the system holds for a connection is full by now, or soon.
    wire.socket.resume()
    const answer = await wire.toEnd(30_000)
    expect(wire.closed()).toBe(true)
    expect(countBody(answer)).toBe(SIZE)
  })
})

describe('odd answers hang no caller', () => {
  test.each([
    ['a status below 100', 'HTTP/1.1 099 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['a status of 0', 'HTTP/1.1 000 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['a status that nobody knows', 'HTTP/1.1 799 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['the highest status', 'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\n{}'],
    ['a 101 that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['a header beyond ASCII', 'HTTP/1.1 200 OK\r\nx-a: 完成\r\ncontent-length: 2\r\n\r\n{}'],
    ['a header name that is none', 'HTTP/1.1 200 OK\r\nx(a): b\r\ncontent-length: 2\r\n\r\n{}'],
    ['a control character in a header', 'HTTP/1.1 200 OK\r\nx-a: b\u0001c\r\ncontent-length: 2\r\n\r\n{}'],
    [
      'a length among the trailers',
      `${HEAD}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\ncontent-length: 5\r\n\r\n`,
    ],
    ['a trailer beyond ASCII', `${HEAD}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nx-a: 完成\r\n\r\n`],
    ['more than its length', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}{}{}'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n{}'],
    ['204 with a body', 'HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\n{}'],
  ])('%s', async (_name, text) => {
    const onCall = ({ number, whole, socket, send }: VendorCall) =>
      void whole.then(() => (number === 1 ? socket.end(text) : send(toWireAnswer())))
    await using stage = await openVendorStage(onCall, { anthropic: 1 })
    const told = await stage.message({}, { signal: AbortSignal.timeout(5000) })
    expect([200, 204, 502, 799, 999]).toContain(told.status)
    expect(stage.gateway.stderr()).not.toMatch(/ERR_|TypeError|RangeError/)
    expect((await stage.message()).status).toBe(200)
  })
})
