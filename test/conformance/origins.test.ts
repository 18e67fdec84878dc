import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { askBare } from '../harness/ask-bare.ts'
import { signIn } from '../harness/session.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §8: pages of other sites, on a server that has a key. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const AS_ADMIN = ['x-api-key', ADMIN]
const FOREIGN = ['origin', 'https://evil.example', 'sec-fetch-site', 'cross-site']

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, env: { CLAUDEFLARE_ADMIN_KEY: ADMIN } })
})
afterAll(() => stage[Symbol.asyncDispose]())

test('a key in a header is let in whatever the Origin: no page of another site can send one without asking', async () => {
  expect((await ask(`${stage.gateway.url}/api/accounts`, { headers: [...FOREIGN, ...AS_ADMIN] })).status).toBe(200)
})

describe('asking is never answered: there is no CORS', () => {
  const preflight = [...FOREIGN, 'access-control-request-method', 'GET', 'access-control-request-headers', 'x-api-key']

  test.each([
    ['/api/accounts', [], 401],
    ['/api/session', [], 401],
    ['/api/accounts', AS_ADMIN, 405],
    ['/health', [], 405],
    ['/v1/messages', [], 401],
    ['/api/hello', [], 404],
  ])('OPTIONS %s with %j is answered %i', async (path, headers, status) => {
    const told = await ask(stage.gateway.url + path, { method: 'OPTIONS', headers: [...preflight, ...headers] })
    expect(told.status).toBe(status)
    expect(Object.keys(told.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })

  test('nor does any other answer have its headers', async () => {
    const cookie = ['cookie', await signIn(stage.gateway.url, ADMIN)]
    for (const headers of [AS_ADMIN, cookie, []]) {
      for (const path of ['/api/accounts', '/api/session', '/health', '/metrics', '/v1/models', '/nothing']) {
        const told = await ask(stage.gateway.url + path, { headers: [...FOREIGN, ...headers] })
        expect(Object.keys(told.headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
    }
  })
})

describe('a Host', () => {
  const withKey = ['Connection: close', `x-api-key: ${ADMIN}`]

  test.each([
    ['absent', []],
    ['given twice', ['Host: a', 'Host: b']],
    ['no name', ['Host: a b']],
  ])('that is %s is refused, whatever the key', async (_, hosts) => {
    const status = await askBare(stage.gateway.port, { path: '/api/accounts', headers: [...hosts, ...withKey] })
    expect(status).toBe(400)
  })
})
