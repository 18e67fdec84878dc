import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { findClosedOrigin } from '../harness/closed-port.ts'
import type { VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

/** Where answers begin, as the gateway's own reading of the wire has it: interim answers and reason phrases. */
test('interim answers before the answer, wherever they are split, leave it whole', async () => {
  const interim = [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n',
    'HTTP/1.1 102 Processing\r\n\r\n',
    'HTTP/1.1 100 Continue\r\nx-odd: 1\r\n\r\n',
  ].join('')
  const bytes = interim + toWireAnswer('7')
  const onCall = async ({ number, send, whole }: VendorCall) => {
    await whole
    // The first comes byte by byte, the next in two parts each.
    const cuts = number === 1 ? Array.from(bytes, (_, index) => index) : [number - 1]
    let from = 0
    for (const cut of [...cuts, bytes.length]) {
      send(bytes.slice(from, cut))
      from = cut
      await setImmediate()
      await setImmediate()
    }
  }
  await using stage = await openVendorStage((call) => void onCall(call), { anthropic: 1 })
  for (let count = 0; count <= bytes.length; count += 1) {
    const told = await stage.message()
    expect(told, `call ${count}`).toMatchObject({ status: 200, text: '7', end: 'ended' })
    // 100 was not asked for, and 103 speaks to browsers.
    expect(told.interim.filter((status) => status !== 102)).toEqual([])
  }
})

const ODD_ANSWER = toWireAnswer('{}', '200 完成 🚀')
const ODD_LIMIT = toWireAnswer('{}', '429 完成 🚀\r\nretry-after: 9')

describe('a reason phrase beyond latin1', () => {
  test('is no obstacle to an answer', async () => {
    await using stage = await openVendorStage(({ send }) => send(ODD_ANSWER), { anthropic: 1 })
    expect(await stage.message()).toMatchObject({ status: 200, text: '{}', end: 'ended' })
  })

  test('nor to a refusal that is passed on at once', async () => {
    await using stage = await openVendorStage(({ send }) => send(ODD_LIMIT), { anthropic: 1 })
    expect(await stage.message()).toMatchObject({ status: 429, text: '{}', end: 'ended', attempts: 1 })
  })

  test('nor to one that is kept until no better answer has come', async () => {
    const dead = { name: 'dead', pool: 'lb', provider: 'anthropic', api_key: 'nobody-at-home' }
    const config = { accounts: [{ ...dead, base_url: await findClosedOrigin() }] }
    await using stage = await openVendorStage(({ send }) => send(ODD_LIMIT), { anthropic: 1, config })
    expect(await stage.message()).toMatchObject({ status: 429, text: '{}', end: 'ended', attempts: 2 })
  })
})
