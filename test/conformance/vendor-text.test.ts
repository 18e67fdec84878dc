import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import type { Told } from '../harness/ask.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** What a vendor, or the gateway in its place, writes is never a page of our origin, however it is called. */
const POLICY = "sandbox; default-src 'none'"
const PAGE = '<script>fetch("/api/keys")</script>'

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1 })
})
afterAll(() => stage[Symbol.asyncDispose]())
afterEach(() => stage.provider.reset())

function expectNoPage(told: Told): void {
  expect(told.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': POLICY })
}

describe('is sandboxed and not sniffed:', () => {
  test('an answer', async () => {
    expectNoPage(await stage.message())
  })

  test('a stream', async () => {
    expectNoPage(await stage.message({ stream: true }))
  })

  test.each([200, 299, 302, 400, 404, 501])('a page with status %i', async (status) => {
    stage.script(1, { kind: 'raw', status, headers: [['content-type', 'text/html']], body: PAGE })
    const told = await stage.message()
    expect(told).toMatchObject({ status, text: PAGE })
    expectNoPage(told)
  })

  test('an error of the gateway’s own in the place of a vendor’s', async () => {
    await using refused = await openStage({ anthropic: 1 })
    refused.script(1, { kind: 'refuse' })
    const told = await refused.message()
    expect(told.error).toBe('pool_exhausted')
    expectNoPage(told)
  })

  test.each([
    ['GET', '/v1/nothing'],
    ['POST', '/v1/organizations/me'],
    ['POST', '/v1/messages'],
    ['GET', '/an-unknown-uuid-0123456789/v1/models'],
    ['GET', '/v1/models%2f..'],
    ['GET', '/api/hello'],
    ['HEAD', '/api/hello'],
  ])('what %s %s answers', async (method, path) => {
    expectNoPage(await ask(stage.gateway.url + path, { method }))
  })
})

test('a vendor’s own words on it are not doubled, and a policy of its own stays beside ours', async () => {
  stage.script(1, {
    kind: 'ok',
    headers: [
      ['X-Content-Type-Options', 'nosniff'],
      ['content-security-policy', "frame-ancestors 'none'"],
    ],
  })
  const { headers } = await stage.message()
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-security-policy']).toBe(`frame-ancestors 'none', ${POLICY}`)
})

test('an answer of the control API has a policy of its own', async () => {
  const told = await ask(`${stage.gateway.url}/api/accounts`)
  expect(told.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  })
})
