import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { askIn, FORMS, STREAMS } from '../harness/calls.ts'
import { findClosedOrigin } from '../harness/closed-port.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { OnCall, VendorCall } from '../harness/vendor.ts'
import { toWireAnswer } from '../harness/vendor.ts'
import { openVendorStage } from '../harness/vendor-stage.ts'

/** Where answers begin and end: nobody takes half of one for the whole, nor anything else for a part of it. */
const BEGUN = 'event: message_start\ndata: {"type":"message_start","message":{}}\n\n'
const DONE = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'

/** A stream that says how long it is, as some gateways' do, and ends when `sent` is sent. */
function toSizedStream(sent: string, length: number): string {
  return `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: ${length}\r\nconnection: close\r\n\r\n${sent}`
}

function answering(text: string): OnCall {
  return ({ whole, socket }) => void whole.then(() => socket.end(text))
}

describe('a stream with a content-length', () => {
  test.each([
    ['that ends without its end mark', toSizedStream(BEGUN, BEGUN.length)],
    ['that breaks shortly before its end', toSizedStream(BEGUN, BEGUN.length + 40)],
    ['that breaks long before its end', toSizedStream(BEGUN, BEGUN.length + 40_000)],
  ])('%s is visibly cut', async (_name, text) => {
    await using stage = await openVendorStage(answering(text), { anthropic: 1 })
    const told = await stage.message({ stream: true })
    expect(told).toMatchObject({ status: 200, end: 'cut' })
    expect(told.text.startsWith(BEGUN)).toBe(true)
    expect(told.text).toContain('event: error')
  })

  test('that is whole ends well', async () => {
    const whole = BEGUN + DONE
    await using stage = await openVendorStage(answering(toSizedStream(whole, whole.length)), { anthropic: 1 })
    expect(await stage.message({ stream: true })).toMatchObject({ status: 200, end: 'ended', text: whole })
  })
})

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

describe('a first-event error, with no account left', () => {
  test.each(STREAMS)('is passed on byte for byte, ends cleanly, and counts as a failed request: %s', async (form) => {
    await using stage = await openStage({ [FORMS[form].vendor]: 1 })
    stage.script(1, { kind: 'error-first', error: 'server' }, { kind: 'error-first', error: 'server' })
    const { path, body } = FORMS[form]
    const headers = ['x-api-key', stage.keys[0] ?? '', 'content-type', 'application/json']
    const direct = await ask(stage.provider.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const told = await askIn(form, stage.lb)
    expect(told).toMatchObject({ status: 200, end: 'ended', attempts: 1 })
    expect(direct.text).toContain('error')
    // The vendor numbers its answers.
    expect(told.text.replace(/req_fake\d+/, '')).toBe(direct.text.replace(/req_fake\d+/, ''))
    const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
    expect(pick(status, 'loadBalancer', 'stats')).toMatchObject({ successfulRequests: 0, failedRequests: 1 })
  })
})
