import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { UUID } from '../harness/settings.ts'
import type { VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'
import type { VendorStage } from '../harness/vendor-stage.ts'
import { openWire, toStatus } from '../harness/wire.ts'

/** Bytes that are no request, on a connection with an answer under way: they change nothing of that answer. */
const BODY = '{"model":"m"}'
const REQUEST = `POST /${UUID}/lb/v1/messages HTTP/1.1\r\nHost: a\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`
const GARBAGE = '@@ garbage\r\n\r\n'
const HALF = 200

let stage: VendorStage
let calls: VendorCall[] = []

beforeAll(async () => {
  stage = await openVendorStage((call) => void calls.push(call), { anthropic: 1 })
})
beforeEach(() => {
  calls = []
})
afterAll(() => stage[Symbol.asyncDispose]())

/** What of an answer's body came. */
function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}

async function nextCall(): Promise<VendorCall> {
  await expect.poll(() => calls.length, { interval: 5 }).toBeGreaterThan(0)
  const call = calls.at(-1)
  if (call === undefined) throw new Error('no call came')
  return call
}

describe('garbage after a request', () => {
  // A rest shorter than an error answer would be filled up by one.
  test.each([20, 400, 100_000])('while its answer streams: not a byte of it is replaced (%d to come)', async (rest) => {
    using wire = await openWire(stage.gateway.port)
    wire.send(REQUEST)
    const call = await nextCall()
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${HALF + rest}\r\n\r\n`
    call.send(head + 'a'.repeat(HALF))
    await wire.until(/a{200}$/)
    wire.send(GARBAGE)
    await expect.poll(() => wire.closed() || wire.socket.readableEnded).toBe(true)
    call.send('b'.repeat(rest))
    expect(bodyOf(wire.received())).toMatch(/^a{200}b*$/)
  })

  test('while a stream is under way: the stream is cut, and says nothing of it', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(REQUEST.replace('"m"}', '"m","stream":true}').replace(String(BODY.length), String(BODY.length + 14)))
    const call = await nextCall()
    const event = 'event: message_start\ndata: {"type":"message_start","message":{}}\n\n'
    const chunk = `${event.length.toString(16)}\r\n${event}\r\n`
    call.send(`HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`)
    await wire.until(/message_start.*\n\n/s)
    wire.send(GARBAGE)
    await expect.poll(() => wire.closed() || wire.socket.readableEnded).toBe(true)
    expect(wire.received().match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(wire.received()).not.toMatch(/0\r\n\r\n$/)
  })

  test('after its whole answer: that is 400, for itself', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(REQUEST)
    const call = await nextCall()
    call.send(toWireAnswer('{"whole":1}'))
    await wire.until(/\{"whole":1\}$/)
    wire.send(GARBAGE)
    expect(await wire.toEnd()).toMatch(/\{"whole":1\}HTTP\/1\.1 400 Bad Request/)
  })

  test('together with it: the answer is whole, or none', async () => {
    using wire = await openWire(stage.gateway.port)
    wire.send(REQUEST + GARBAGE)
    const answer = await wire.toEnd(2000)
    expect([0, 200, 400]).toContain(toStatus(answer))
    expect(answer.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThan(2)
  })
})

test('garbage alone is 400', async () => {
  using wire = await openWire(stage.gateway.port)
  wire.send(GARBAGE)
  expect(toStatus(await wire.toEnd())).toBe(400)
})
