import { describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import { MESSAGE } from '../harness/stage.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import { openWire } from '../harness/wire.ts'
import { readWireBody } from '../harness/wire-body.ts'

/** Contract §4: answers that are large, however they are framed. */
const BODY = JSON.stringify(MESSAGE)
const REQUEST = `POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n`
const SIZE = 20_000_000
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const BYTES = Buffer.alloc(SIZE, 'a')

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
    const { body, ended } = readWireBody(answer)
    expect(ended).toBe(true)
    expect(/^a*$/.test(body)).toBe(true)
    expect(body.length).toBe(SIZE)
  })
})
