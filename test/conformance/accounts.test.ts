import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { pick, toRecord } from '../harness/json.ts'
import { getJson, MESSAGE, openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §3: what an account's object says, and settings that shape what callers see. */
function toMapped(provider: string, model_map: Readonly<Record<string, string>>): object {
  return { name: `mapped-${provider}`, pool: 'lb', provider, api_key: `canary-of-the-map-of-${provider}`, model_map }
}

describe('model_map', () => {
  test.each([
    ['spaces and escapes', '{ "stream" : false ,\n\t"model" : ', '"claude-sonnet-5"', ' , "é\\u00e9" : 1.0e+1 }'],
    [
      'the name elsewhere, too',
      '{"a":{"model":"claude-sonnet-5"},"model":',
      '"claude-sonnet-5"',
      ',"b":"claude-sonnet-5"}',
    ],
    ['the name written with escapes', '{"model":', '"claude\\u002dsonnet-5"', ',"max_tokens":1}'],
    ['last, after a megabyte', `{"messages":"${'x'.repeat(1_000_000)}","model":`, '"claude-sonnet-5"', '}'],
  ])('every byte but the model stays as it was: %s', async (_name, before, model, after) => {
    const accounts = [toMapped('anthropic', { 'claude-sonnet-*': 'other/"name"' })]
    await using stage = await openStage({ config: { accounts } })
    expect((await ask(`${stage.lb}/v1/messages`, { body: before + model + after })).status).toBe(200)
    const mapped = Buffer.from(`${before}"other/\\"name\\""${after}`)
    const sha256 = createHash('sha256').update(mapped).digest('hex')
    expect(stage.provider.received()[0]).toMatchObject({ bodyBytes: mapped.length, bodySha256: sha256 })
  })

  test('a model that no pattern names goes on as it came; the first pattern that matches wins', async () => {
    const accounts = [toMapped('anthropic', { 'claude-opus-5': 'first', 'claude-opus-*': 'second' })]
    await using stage = await openStage({ config: { accounts } })
    for (const model of ['claude-opus-5', 'claude-opus-4', 'claude-haiku-5']) await stage.message({ model })
    expect(stage.provider.received().map(({ body }) => toRecord(body)['model'])).toEqual([
      'first',
      'second',
      'claude-haiku-5',
    ])
  })

  test('of Gemini it is in the path', async () => {
    const accounts = [toMapped('gemini', { 'gemini-3*': 'tuned-7' })]
    await using stage = await openStage({ config: { accounts } })
    const told = await askJson(`${stage.lb}/v1beta/models/gemini-3.7-flash:streamGenerateContent?alt=sse`, {
      model: 'gemini-3.7-flash',
    })
    expect(told).toMatchObject({ status: 200, end: 'ended' })
    expect(stage.provider.received()[0]).toMatchObject({
      target: '/v1beta/models/tuned-7:streamGenerateContent?alt=sse',
      body: '{"model":"gemini-3.7-flash"}',
    })
  })
})

describe('expose_account', () => {
  const ADMIN = 'canary-of-an-admin-key-0123456789'

  test.each([
    [false, undefined],
    [true, 'own-1'],
  ])('%s: a caller by client key is told %s', async (expose_account, account) => {
    const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-own-1' }]
    const env = { CLAUDEFLARE_ADMIN_KEY: ADMIN }
    await using stage = await openStage({ env, config: { accounts, expose_account } })
    const { url } = stage.gateway
    const made = await askJson(`${url}/api/keys`, { name: 'caller' }, { headers: ['x-api-key', ADMIN] })
    expect(made.status).toBe(201)
    const key = String(pick(JSON.parse(made.text), 'key'))
    const told = await askJson(`${url}/v1/messages`, MESSAGE, { headers: ['x-api-key', key] })
    expect(told.status).toBe(200)
    expect(told.headers['x-claudeflare-account']).toBe(account)
    expect(told.headers['x-claudeflare-attempts']).toBe('1')
  })
})

test('session_scope client: each client key has a session of its own', async () => {
  const admin = 'canary-of-an-admin-key-0123456789'
  const accounts = [1, 2].map((number) => ({
    name: `own-${number}`,
    provider: 'anthropic',
    api_key: `canary-of-own-${number}`,
  }))
  await using stage = await openStage({
    env: { CLAUDEFLARE_ADMIN_KEY: admin },
    config: { accounts, session_scope: 'client', expose_account: true },
  })
  const { url } = stage.gateway
  const callers: string[] = []
  for (const name of ['one', 'two']) {
    const made = await askJson(`${url}/api/keys`, { name }, { headers: ['x-api-key', admin] })
    callers.push(String(pick(JSON.parse(made.text), 'key')))
  }
  const seen: string[] = []
  for (const key of [...callers, ...callers, ...callers])
    seen.push((await askJson(`${url}/v1/messages`, MESSAGE, { headers: ['x-api-key', key] })).account)
  expect(new Set(seen.slice(0, 2)).size).toBe(2)
  expect(seen).toEqual([...seen.slice(0, 2), ...seen.slice(0, 2), ...seen.slice(0, 2)])
})

describe('CLAUDEFLARE_CONFIG_JSON', () => {
  const accounts = [{ name: 'inline-1', pool: 'lb', provider: 'anthropic', api_key: 'canary-of-inline-1' }]

  test('is the file’s content; what the API changes is kept and survives a restart', async () => {
    await using files = await openTemporaryFiles()
    const env = { CLAUDEFLARE_CONFIG_JSON: JSON.stringify({ accounts, lb_strategy: 'weighted' }) }
    {
      await using stage = await openStage({ env, home: files.folder })
      const strategy = `${stage.gateway.url}/api/config/strategy`
      expect((await stage.message()).account).toBe('inline-1')
      expect(await getJson(strategy)).toMatchObject({ strategy: 'weighted' })
      expect((await askJson(strategy, { strategy: 'time-window' }, { method: 'PUT' })).status).toBe(200)
      expect(await getJson(strategy)).toMatchObject({ strategy: 'time-window' })
      await stage.gateway.stop()
    }
    await using stage = await openStage({ env, home: files.folder })
    expect(await getJson(`${stage.gateway.url}/api/config/strategy`)).toMatchObject({ strategy: 'time-window' })
    expect((await stage.message()).account).toBe('inline-1')
  })
})

test('a key’s provider: the third field, else its prefix, else LOAD_BALANCER_PROVIDER', async () => {
  const keys = ['odd-key-number-one-0000:1:openai', 'AIzaSomething0000000000', 'odd-key-number-two-0000']
  const env = { LOAD_BALANCER_API_KEYS: keys.join(','), LOAD_BALANCER_PROVIDER: 'gemini' }
  await using stage = await openStage({ env })
  const told = await ask(`${stage.gateway.url}/api/accounts`)
  const { items }: { items: readonly { name: string; provider: string }[] } = JSON.parse(told.text)
  expect(items.map(({ name, provider }) => [name, provider])).toEqual([
    ['key-1', 'openai'],
    ['key-2', 'gemini'],
    ['key-3', 'gemini'],
  ])
})

test('models: an account serves what its patterns match; model_map renames in the body', async () => {
  const accounts = [
    { name: 'opus', models: ['claude-opus-*'] },
    { name: 'rest', models: ['claude-sonnet-*'], model_map: { 'claude-sonnet-*': 'renamed-1' } },
  ].map((account, index) => ({ ...account, pool: 'lb', provider: 'anthropic', api_key: `canary-of-models-${index}` }))
  await using stage = await openStage({ config: { accounts } })
  expect((await stage.message({ model: 'claude-opus-5' })).account).toBe('opus')
  expect((await stage.message({ model: 'claude-sonnet-5' })).account).toBe('rest')
  expect(stage.provider.received().map(({ body }) => JSON.parse(body).model)).toEqual(['claude-opus-5', 'renamed-1'])
  expect(await stage.message({ model: 'claude-haiku-5' })).toMatchObject({ status: 503, error: 'no_accounts' })
})
