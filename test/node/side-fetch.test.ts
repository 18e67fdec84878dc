import type { LookupFunction } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Reach } from '../../src/model/reach.ts'
import type { Settings } from '../../src/model/settings.ts'
import { createSideFetch } from '../../src/runtimes/node/upstream/side-fetch.ts'
import { openForwardProxy } from '../harness/forward-proxy.ts'
import type { OnCall } from '../harness/vendor.ts'
import { answerWell, openVendor, toWireAnswer } from '../harness/vendor.ts'

/** What token endpoints are asked with. */
const DIRECT: Settings['outbound'] = { httpsProxy: null, httpProxy: null, noProxy: null }

const findLoopback: LookupFunction = (_, { all }, callback) => {
  if (all === true) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

function open(reach: Reach, over: { readonly wholeMs?: number; readonly outbound?: Settings['outbound'] } = {}) {
  return createSideFetch({ outbound: DIRECT, reach, find: findLoopback, ...over })
}

function answering(text: string): OnCall {
  return ({ whole, socket }) => void whole.then(() => socket.end(text))
}

test('it sends what it was given and gives what came, on a connection that is closed afterwards', async () => {
  await using vendor = await openVendor(({ whole, send }) => {
    void whole.then(() => send(toWireAnswer('{"access_token":"t"}', '400 Bad Request')))
  })
  const answer = await open('anywhere')(`${vendor.url}/v1/oauth/token?a=b`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ grant_type: 'refresh_token' }),
  })
  expect(answer.status).toBe(400)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toEqual({ access_token: 't' })
  const head = vendor.heads()[0] ?? ''
  expect(head).toMatch(/^POST \/v1\/oauth\/token\?a=b HTTP\/1\.1\r\n/)
  expect(head).toMatch(/^content-length: 24\r?$/m)
  expect(head).not.toMatch(/^(?:user-agent|sec-fetch-mode|accept-language):/im)
  await expect.poll(() => vendor.open()).toBe(0)
})

describe('it goes nowhere private without permission', () => {
  test.each([
    ['http://127.0.0.1', 'the address 127.0.0.1 is private'],
    ['http://[::ffff:127.0.0.1]', 'the address ::ffff:7f00:1 is private'],
    ['http://localhost', 'the name localhost is private'],
    ['http://auth.example', 'the address 127.0.0.1 of auth.example is private'],
  ])('%s', async (origin, words) => {
    await using vendor = await openVendor(answerWell)
    const asked = open('public')(`${origin}:${new URL(vendor.url).port}/token`, { method: 'POST', body: 'x' })
    await expect(asked).rejects.toThrow(words)
    expect(vendor.connections()).toBe(0)
  })
})

test('it follows no redirect', async () => {
  await using elsewhere = await openVendor(answerWell)
  const text = `HTTP/1.1 307 Go\r\nlocation: ${elsewhere.url}/\r\ncontent-length: 0\r\n\r\n`
  await using vendor = await openVendor(answering(text))
  const answer = await open('anywhere')(vendor.url, { method: 'POST', body: 'secret' })
  expect(answer.status).toBe(307)
  expect(answer.headers.get('location')).toBe(`${elsewhere.url}/`)
  expect(elsewhere.connections()).toBe(0)
})

test('an answer without a body is one', async () => {
  await using vendor = await openVendor(answering('HTTP/1.1 204 None\r\n\r\n'))
  const answer = await open('anywhere')(vendor.url)
  expect([answer.status, await answer.text()]).toEqual([204, ''])
})

test('an answer of more than 1 MB is refused', async () => {
  await using vendor = await openVendor(({ whole, send }) => {
    void whole.then(() => send(toWireAnswer('a'.repeat(1024 * 1024 + 1))))
  })
  await expect(open('anywhere')(vendor.url)).rejects.toThrow('the answer has more than 1 MB')
})

describe('an answer that is not there in time is given up', () => {
  test.each([
    ['where nothing comes', ''],
    ['where its body does not end', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'],
  ])('%s', async (_name, text) => {
    await using vendor = await openVendor(({ send }) => send(text))
    await expect(open('anywhere', { wholeMs: 100 })(vendor.url)).rejects.toThrow('no whole answer came within 0.1 s')
    await expect.poll(() => vendor.open()).toBe(0)
  })
})

test('whoever asked may give it up', async () => {
  const left = new AbortController()
  await using vendor = await openVendor(() => left.abort(new Error('no longer wanted')))
  await expect(open('anywhere')(vendor.url, { signal: left.signal })).rejects.toThrow('no longer wanted')
})

test('it goes through the operator’s proxy', async () => {
  await using proxy = await openForwardProxy()
  await using vendor = await openVendor(answerWell)
  const outbound = { httpsProxy: null, httpProxy: `http://${proxy.host}`, noProxy: null }
  const { port } = new URL(vendor.url)
  expect((await open('public', { outbound })(`http://auth.example:${port}/token`)).status).toBe(200)
  expect(proxy.asked()).toEqual([`auth.example:${port}`])
})
