import { describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { askIn, FORMS, STREAMS } from '../harness/calls.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { OnCall } from '../harness/vendor.ts'
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

test('a body shorter than its length is cut for the caller, too', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'wire', text: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc' })
  expect(await stage.message()).toMatchObject({ status: 200, end: 'cut' })
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
