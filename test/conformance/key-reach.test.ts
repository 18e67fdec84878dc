import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { pick } from '../harness/json.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §4 and §8: where a client key's calls go, and what it may ask for. */
const ADMIN = 'canary-of-an-admin-key-0123456789'
const AS_ADMIN = { headers: ['x-api-key', ADMIN] }

let stage: Stage

beforeAll(async () => {
  const accounts = ['accounts', 'lb', 'team-a'].map((pool) => ({
    name: `of-${pool}`,
    pool,
    provider: 'anthropic',
    api_key: `canary-of-pool-${pool}-0123`,
  }))
  stage = await openStage({
    env: { CLAUDEFLARE_ADMIN_KEY: ADMIN },
    config: { accounts, expose_account: true, pools: { 'team-a': {} } },
  })
})
afterAll(() => stage[Symbol.asyncDispose]())

async function makeKey(limits: object): Promise<string> {
  const made = await askJson(`${stage.gateway.url}/api/keys`, { name: 'caller', ...limits }, AS_ADMIN)
  expect(made.status).toBe(201)
  return String(pick(JSON.parse(made.text), 'key'))
}

function call(key: string, model: string = MESSAGE.model) {
  return askJson(`${stage.gateway.url}/v1/messages`, { ...MESSAGE, model }, { headers: ['x-api-key', key] })
}

describe('a client key', () => {
  test.each([
    [{}, 'of-accounts'],
    [{ pools: ['lb'] }, 'of-lb'],
    [{ pools: ['team-a', 'lb'] }, 'of-team-a'],
  ])('made with %j is served by %s', async (limits, account) => {
    expect(await call(await makeKey(limits))).toMatchObject({ status: 200, account })
  })

  test('may ask for the models that its patterns name, no others', async () => {
    const key = await makeKey({ models: ['claude-haiku-*'] })
    expect((await call(key, 'claude-haiku-5')).status).toBe(200)
    const before = stage.provider.counts().total
    const told = await call(key, 'claude-opus-5')
    expect(told.status).toBe(403)
    expect(JSON.parse(told.text)).toMatchObject({ type: 'error' })
    expect(stage.provider.counts().total).toBe(before)
  })

  test.each([
    ['/v1/messages', { ...MESSAGE, model: 'claude-haiku-5', fallbacks: [{ model: 'claude-opus-5' }] }, 'claude-opus-5'],
    ['/v1/messages', { ...MESSAGE, model: 'claude-haiku-5', models: ['claude-opus-5'] }, 'claude-opus-5'],
    ['/v1/chat/completions', { model: 'claude-haiku-5', models: ['claude-haiku-5', 'gpt-5-pro'] }, 'gpt-5-pro'],
    [
      '/v1beta/models/claude-haiku-5:batchEmbedContents',
      { requests: [{ model: 'models/claude-haiku-5' }, { model: 'models/gemini-x' }] },
      'gemini-x',
    ],
  ])('may not ask for others by the back door at %s: %j', async (path, body, barred) => {
    const key = await makeKey({ models: ['claude-haiku-*'] })
    const before = stage.provider.counts().total
    const told = await askJson(stage.gateway.url + path, body, { headers: ['x-api-key', key] })
    expect(told).toMatchObject({ status: 403, error: 'forbidden', text: expect.stringContaining(barred) })
    expect(stage.provider.counts().total).toBe(before)
  })

  test('may name several that it may ask for', async () => {
    const key = await makeKey({ models: ['claude-haiku-*'] })
    const body = { ...MESSAGE, model: 'claude-haiku-5', fallbacks: [{ model: 'claude-haiku-4' }] }
    const told = await askJson(`${stage.gateway.url}/v1/messages`, body, { headers: ['x-api-key', key] })
    expect(told.status).toBe(200)
  })

  test('of an operator who only calls does not reach the control API, and one who only administers does not call', async () => {
    const url = `${stage.gateway.url}/api/accounts`
    expect((await ask(url, { headers: ['x-api-key', await makeKey({})] })).status).toBe(403)
    const admin = await makeKey({ scopes: ['admin'] })
    expect((await ask(url, { headers: ['x-api-key', admin] })).status).toBe(200)
    expect((await call(admin)).status).toBe(403)
  })

  test('reset of pool lb asks for an admin key, once keys exist', async () => {
    const reset = `${stage.lb}/v1/load-balancer/reset`
    expect((await ask(reset, { method: 'POST' })).status).toBe(401)
    expect((await ask(reset, { method: 'POST', headers: ['x-api-key', await makeKey({})] })).status).toBe(403)
    expect((await ask(reset, { method: 'POST', ...AS_ADMIN })).status).toBe(200)
  })
})
