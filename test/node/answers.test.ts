import { describe, expect, test } from 'vitest'
import type { VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

/** Answers that HTTP has no place for, as Node's parser lets them through. */
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'

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
    const told = await stage.message({}, { signal: AbortSignal.timeout(50_000) })
    expect([200, 204, 502, 799, 999]).toContain(told.status)
    expect(stage.gateway.stderr()).not.toMatch(/ERR_|TypeError|RangeError/)
    expect((await stage.message()).status).toBe(200)
  })
})
