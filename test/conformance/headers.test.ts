import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { OF_A_CALLER, OF_A_VENDOR } from '../harness/header-samples.ts'
import { pickHeaders, toHeaders, toSortedHeaders } from '../harness/headers.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §4: the headers that are sent on, those that come back, and those that never pass. */
let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1 })
})

afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

/** What the vendor got, raw. */
const received = () => stage.provider.received()[0]?.rawHeaders ?? []
const valueOf = (name: string) => toHeaders(received())[name]

describe('to the vendor', () => {
  test('all end-to-end headers go on, with every value', async () => {
    await askJson(`${stage.lb}/v1/messages`, MESSAGE, { headers: OF_A_CALLER.flat() })
    expect(toSortedHeaders(pickHeaders(received(), OF_A_CALLER))).toEqual(toSortedHeaders(OF_A_CALLER.flat()))
  })

  test('nothing is invented: no header that the caller did not send, but for the credential and the framing', async () => {
    await askJson(`${stage.lb}/v1/messages`, MESSAGE)
    const names = toSortedHeaders(received()).map(([name]) => name)
    expect(names).toEqual(
      ['connection', 'content-length', 'content-type', 'host', 'x-api-key'].filter((name) => names.includes(name)),
    )
    expect(names).toContain('x-api-key')
  })

  test('Host is the vendor’s', async () => {
    await askJson(`${stage.lb}/v1/messages`, MESSAGE)
    expect(valueOf('host')).toBe(new URL(stage.provider.url).host)
  })

  test.each([
    ['cookie', 'a=b'],
    ['forwarded', 'for=1.2.3.4'],
    ['x-forwarded-for', '1.2.3.4'],
    ['x-forwarded-host', 'a'],
    ['x-forwarded-proto', 'https'],
    ['x-real-ip', '1.2.3.4'],
    ['via', '1.1 a'],
    ['cf-connecting-ip', '1.2.3.4'],
    ['cf-ray', 'a'],
    ['x-claudeflare-anything', 'a'],
    ['keep-alive', 'timeout=9'],
    ['proxy-authorization', 'Basic x'],
    ['proxy-connection', 'keep-alive'],
    ['te', 'trailers'],
    ['upgrade', 'h2c'],
  ])('%s never goes on', async (name, value) => {
    const told = await askJson(`${stage.lb}/v1/messages`, MESSAGE, { headers: [name, value] })
    expect(told.status).toBe(200)
    expect(valueOf(name)).toBe(undefined)
  })

  test('nor what Connection names', async () => {
    const headers = ['X-Hop', 'a', 'X-Stays', 'b', 'Connection', 'keep-alive, x-hop']
    await askJson(`${stage.lb}/v1/messages`, MESSAGE, { headers })
    expect(valueOf('x-hop')).toBe(undefined)
    expect(valueOf('x-stays')).toBe('b')
  })

  test.each([
    ['x-api-key', '/v1/messages'],
    ['authorization', '/v1/messages'],
    ['x-goog-api-key', '/v1beta/models/g:generateContent'],
    ['authorization', '/v1/chat/completions'],
  ])("the caller's own credential in %s never goes on (%s)", async (name, path) => {
    const value = name === 'authorization' ? 'Bearer placeholder' : 'placeholder'
    await askJson(stage.lb + path, MESSAGE, { headers: [name, value] })
    expect(received().join()).not.toContain('placeholder')
    expect(stage.keys).toContain(stage.provider.received()[0]?.key)
  })
})

describe('to the caller', () => {
  test('all end-to-end headers come back, with every value', async () => {
    stage.script(1, { kind: 'raw', status: 299, headers: OF_A_VENDOR })
    const told = await stage.message()
    expect(told.status).toBe(299)
    expect(toSortedHeaders(pickHeaders(told.rawHeaders, OF_A_VENDOR))).toEqual(toSortedHeaders(OF_A_VENDOR.flat()))
  })

  test.each([
    ['set-cookie', 'a=b'],
    ['alt-svc', 'h3=":443"'],
    ['strict-transport-security', 'max-age=1'],
    ['access-control-allow-origin', '*'],
    ['clear-site-data', '"*"'],
    ['nel', '{"report_to":"default"}'],
    ['report-to', '{}'],
    ['reporting-endpoints', 'default="https://vendor.example/reports"'],
    ['via', '1.1 google'],
    ['cf-ray', 'a-FRA'],
    ['x-claudeflare-account', 'forged'],
    ['x-forwarded-for', '1.2.3.4'],
    ['proxy-authenticate', 'Basic'],
    ['x-hop', 'a'],
  ])('%s never comes back', async (name, value) => {
    stage.script(1, {
      kind: 'ok',
      headers: [
        [name, value],
        ['connection', 'x-hop'],
      ],
    })
    const told = await stage.message()
    expect(told.status).toBe(200)
    expect(told.headers[name]).not.toBe(value)
  })
})
