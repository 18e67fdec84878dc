import { describe, expect, test } from 'vitest'
import type { VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

/** Answers that begin while the request's body still goes up, and a vendor that reads on only after that. */
const PAD = 'x'.repeat(8_000_000)
const JSON_HEAD = 'content-type: application/json\r\n'

describe('an answer that begins while the upload runs', () => {
  test.each([
    ['a 200 of ten bytes', '200 OK', 5],
    ['a 404 of 200 KB', '404 Not Found', 100_000],
  ])('arrives whole: %s', async (_name, status, half) => {
    const calls: VendorCall[] = []
    const onCall = (call: VendorCall) => {
      calls.push(call)
      call.socket.pause()
      call.send(`HTTP/1.1 ${status}\r\n${JSON_HEAD}content-length: ${2 * half}\r\n\r\n${'a'.repeat(half)}`)
      void call.whole.then(() => call.send('b'.repeat(half)))
    }
    await using stage = await openVendorStage(onCall, { anthropic: 2 })
    // The vendor takes the rest of the upload once the caller has the answer's beginning.
    const told = await stage.message({ pad: PAD }, { onData: () => void calls[0]?.socket.resume() })
    expect(told).toMatchObject({ status: Number(status.slice(0, 3)), end: 'ended', attempts: 1 })
    expect(told.text).toBe('a'.repeat(half) + 'b'.repeat(half))
    expect(await calls[0]?.whole).toBeGreaterThan(PAD.length)
  })

  test('a limit fails over, and the next account gets the whole body', async () => {
    let taken = 0
    const onCall = (call: VendorCall) => {
      if (call.number === 1) {
        call.socket.pause()
        call.send(toWireAnswer('{}', '429 Too Many Requests\r\nretry-after: 9'))
        return
      }
      void call.whole.then((length) => {
        taken = length
        return call.send(toWireAnswer())
      })
    }
    await using stage = await openVendorStage(onCall, { anthropic: 2 })
    expect(await stage.message({ pad: PAD })).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
    expect(taken).toBeGreaterThan(PAD.length)
    expect(stage.vendor.whole()).toBe(1)
  })
})
