import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { OF_A_CALLER, OF_A_VENDOR } from '../harness/header-samples.ts'
import { pickHeaders, toPairs } from '../harness/headers.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §4, where the gateway writes the bytes itself: the order and the spelling of headers, and none added. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

describe('to the vendor', () => {
  test('all end-to-end headers go on, in their order, spelled as they were', async () => {
    await askJson(`${stage.lb}/v1/messages`, MESSAGE, { headers: OF_A_CALLER.flat() })
    const received = stage.provider.received()[0]?.rawHeaders ?? []
    expect(toPairs(pickHeaders(received, OF_A_CALLER))).toEqual(OF_A_CALLER)
  })

  test('nothing is invented: no header that the caller did not send, but for the credential and the framing', async () => {
    await askJson(`${stage.lb}/v1/messages`, MESSAGE)
    const names = toPairs(stage.provider.received()[0]?.rawHeaders ?? []).map(([name]) => name.toLowerCase())
    expect(names.toSorted()).toEqual(
      ['connection', 'content-length', 'content-type', 'host', 'x-api-key'].filter((name) => names.includes(name)),
    )
    expect(names).toContain('x-api-key')
  })
})

test('to the caller: status and end-to-end headers in their order, spelled as they were', async () => {
  stage.script(1, { kind: 'raw', status: 299, headers: OF_A_VENDOR, base64: 'AAEC' })
  const told = await stage.message()
  expect(told.status).toBe(299)
  expect(toPairs(pickHeaders(told.rawHeaders, OF_A_VENDOR))).toEqual(OF_A_VENDOR)
})
