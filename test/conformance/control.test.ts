import { describe, expect, test } from 'vitest'
import { changeAccount, findAccount } from '../harness/accounts.ts'
import { ask, askJson } from '../harness/ask.ts'
import { pick, toItems, toRecord } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'

/** Contract §8: the control API, as far as it is built. */
describe('/api/config/strategy', () => {
  const ACCOUNTS = [1, 2].map((number) => ({
    name: `own-${number}`,
    provider: 'anthropic',
    api_key: `canary-of-pool-accounts-${number}`,
  }))

  test('takes effect with the next request, and survives a restart', async () => {
    await using stage = await openStage({ config: { accounts: ACCOUNTS } })
    const url = `${stage.gateway.url}/api/config/strategy`
    const send = async () => (await askJson(`${stage.gateway.url}/v1/messages`, { model: 'm' })).account
    expect(await getJson(url)).toMatchObject({ strategy: 'session' })
    expect([await send(), await send()]).toEqual(['own-1', 'own-1'])

    expect((await askJson(url, { strategy: 'round-robin' }, { method: 'PUT' })).status).toBe(200)
    const next = [await send(), await send(), await send(), await send()]
    expect(next.filter((account) => account === 'own-1')).toHaveLength(2)

    await stage.gateway.stop()
    await using again = await openStage({ home: stage.gateway.home })
    expect(await getJson(`${again.gateway.url}/api/config/strategy`)).toMatchObject({ strategy: 'round-robin' })
  })

  test('what the environment has set cannot be changed: 409, naming the variable', async () => {
    await using stage = await openStage({ anthropic: 1, env: { LB_STRATEGY: 'weighted' } })
    const told = await askJson(`${stage.gateway.url}/api/config/strategy`, { strategy: 'session' }, { method: 'PUT' })
    expect(told.status).toBe(409)
    expect(told.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(told.text).toContain('LB_STRATEGY')
  })

  test('an unknown strategy is refused with those that are known', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const told = await askJson(`${stage.gateway.url}/api/config/strategy`, { strategy: 'magic' }, { method: 'PUT' })
    expect([400, 422]).toContain(told.status)
    expect(told.headers['content-type']).toMatch(/^application\/problem\+json/)
    for (const name of ['round-robin', 'time-window', 'weighted', 'session', 'headroom'])
      expect(told.text).toContain(name)
  })
})

describe('/api/config', () => {
  test('shows every setting with where it came from, those of each pool too', async () => {
    await using stage = await openStage({ anthropic: 1, env: { SESSION_DURATION_MS: '90000' } })
    const told = await getJson(`${stage.gateway.url}/api/config`)
    for (const key of ['session_duration_ms', 'pools.accounts.session_duration_ms', 'pools.lb.session_duration_ms']) {
      expect(pick(told, 'settings')).toHaveProperty([key], 90_000)
      expect(pick(told, 'sources')).toHaveProperty([key], 'SESSION_DURATION_MS of the environment')
      expect(pick(told, 'fixed')).toHaveProperty([key], 'SESSION_DURATION_MS of the environment')
    }
    expect(pick(told, 'settings')).toMatchObject({ session_scope: 'pool', max_hold_ms: 2_000, allow_overage: false })
  })

  test('refuses what cannot be used as what was asked for, not as what the file holds', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const told = await askJson(`${stage.gateway.url}/api/config`, { max_attempts: 0 }, { method: 'PATCH' })
    expect([told.status, toRecord(told.text)['detail']]).toEqual([
      400,
      'max_attempts 0 cannot be used; accepted is a whole number from 1 to 1000',
    ])
  })
})

describe('/api/accounts', () => {
  test('lists every account, and no secret', async () => {
    await using stage = await openStage({ anthropic: 2, gemini: 1 })
    const told = await ask(`${stage.gateway.url}/api/accounts`)
    const items = toItems(told.text)
    expect(items.map(({ name }) => name)).toEqual(['key-1', 'key-2', 'key-3'])
    expect(items.map(({ provider }) => provider)).toEqual(['anthropic', 'anthropic', 'gemini'])
    expect(toRecord(told.text)).toHaveProperty('next')
    for (const key of stage.keys) expect(told.text).not.toContain(key)
  })

  test('one by its id', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const id = await findAccount(stage, 'key-1')
    expect(await getJson(`${stage.gateway.url}/api/accounts/${id}`)).toMatchObject({ id, name: 'key-1' })
    const told = await ask(`${stage.gateway.url}/api/accounts/nobody`)
    expect(told.status).toBe(404)
    expect(told.headers['content-type']).toMatch(/^application\/problem\+json/)
  })

  test('pause takes it out, resume brings it back; no answer of a vendor undoes a pause', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'ok', headAfterMs: 300 })
    const flying = stage.message()
    await expect.poll(() => stage.hits()).toEqual([1, 0])
    await changeAccount(stage, 'key-1', 'pause')
    expect((await flying).status).toBe(200)
    for (let count = 0; count < 3; count += 1) expect((await stage.message()).account).toBe('key-2')
    await changeAccount(stage, 'key-1', 'resume')
    expect([(await stage.message()).account, (await stage.message()).account]).toContain('key-1')
  })

  test('reset enables a disabled account', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'refuse' })
    await stage.message()
    expect((await stage.message()).status).toBe(503)
    await changeAccount(stage, 'key-1', 'reset')
    expect((await stage.message()).status).toBe(200)
  })
})

test('/api/stats tells requests, share, limits met and failovers of each account', async () => {
  await using stage = await openStage({ anthropic: 2 })
  stage.script(1, { kind: 'limit', retryAfter: '60' })
  for (let count = 0; count < 4; count += 1) await stage.message()
  await expect.poll(async () => (await ask(`${stage.gateway.url}/api/stats`)).text).toContain('key-2')
  const told = await ask(`${stage.gateway.url}/api/stats`)
  expect(told.status).toBe(200)
  for (const key of stage.keys) expect(told.text).not.toContain(key)
})

describe('/api/requests', () => {
  test('a row carries its usage and is readable 250 ms after the end', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'ok', words: 7, usage: { input: 11, cacheRead: 5, cacheWrite5m: 3, cacheWrite1h: 2 } })
    const told = await stage.message({ stream: true })
    const id = told.headers['x-claudeflare-request-id'] ?? ''
    const url = `${stage.gateway.url}/api/requests/${id}`
    await expect.poll(async () => (await ask(url)).status).toBe(200)
    expect(await getJson(url)).toMatchObject({
      status: 200,
      account: 'key-1',
      model: 'claude-sonnet-5',
      usage: { input: 11, output: 7, cacheRead: 5, cacheWrite5m: 3, cacheWrite1h: 2 },
    })
  })

  test('the trace: what each attempt answered, and why others were passed over', async () => {
    await using stage = await openStage({ anthropic: 3 })
    await changeAccount(stage, 'key-3', 'pause')
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    const told = await stage.message()
    const url = `${stage.gateway.url}/api/requests/${told.headers['x-claudeflare-request-id'] ?? ''}`
    await expect.poll(async () => (await ask(url)).status).toBe(200)
    const trace = await getJson(url)
    expect(pick(trace, 'attempts')).toMatchObject([
      { account: 'key-1', status: 429 },
      { account: 'key-2', status: 200 },
    ])
    expect(pick(trace, 'passedOver')).toMatchObject([{ account: 'key-3', why: 'paused' }])
  })

  test('the list shows the newest first and goes on from page to page', async () => {
    await using stage = await openStage({ anthropic: 1 })
    for (let count = 0; count < 5; count += 1) await stage.message()
    const url = `${stage.gateway.url}/api/requests?limit=2`
    await expect.poll(async () => toItems((await ask(`${stage.gateway.url}/api/requests`)).text).length).toBe(5)
    const seen: unknown[] = []
    let cursor: unknown = ''
    for (let page = 0; page < 100 && typeof cursor === 'string'; page += 1) {
      const told = await ask(cursor === '' ? url : `${url}&cursor=${encodeURIComponent(cursor)}`)
      seen.push(...toItems(told.text).map(({ id }) => id))
      cursor = toRecord(told.text)['next']
    }
    expect(new Set(seen).size).toBe(5)
    expect(cursor).toBe(null)
  })
})

describe('/health', () => {
  test('200 where some account can serve, else 503', async () => {
    await using stage = await openStage({ anthropic: 1 })
    expect((await ask(`${stage.gateway.url}/health`)).status).toBe(200)
    await changeAccount(stage, 'key-1', 'pause')
    await expect.poll(async () => (await ask(`${stage.gateway.url}/health`)).status).toBe(503)
    expect((await ask(`${stage.gateway.url}/health/live`)).status).toBe(200)
  })
})

test('a query that is not known is refused, whatever is read', async () => {
  await using stage = await openStage({ anthropic: 1 })
  for (const path of ['keys', 'pools', 'accounts', 'requests', 'stats', 'openapi.json', 'accounts/key-1']) {
    const told = await ask(`${stage.gateway.url}/api/${path}?limits=2`)
    expect([path, told.status, toRecord(told.text)['detail']]).toEqual([
      path,
      400,
      expect.stringMatching(/^"limits" is not known here/),
    ])
  }
})

test.each([
  ['compressed', ['content-type', 'application/json', 'content-encoding', 'gzip'], 'content-encoding'],
  ['in another charset', ['content-type', 'application/json; charset=utf-16'], 'UTF-8'],
])('a body that says it is %s is refused with 415', async (_name, headers, says) => {
  await using stage = await openStage({ anthropic: 1 })
  const url = `${stage.gateway.url}/api/config/strategy`
  const told = await ask(url, { method: 'PUT', headers, body: '{"strategy":"weighted"}' })
  expect([told.status, toRecord(told.text)['detail']]).toEqual([415, expect.stringContaining(says)])
  expect(await getJson(url)).toEqual({ strategy: 'session' })
})

test('an unknown path is a problem, too', async () => {
  await using stage = await openStage({ anthropic: 1 })
  const told = await ask(`${stage.gateway.url}/api/nothing-here`)
  expect(told.status).toBe(404)
  expect(told.headers['content-type']).toMatch(/^application\/problem\+json/)
})

test('/api/openapi.json describes it', async () => {
  await using stage = await openStage({ anthropic: 1 })
  expect(await getJson(`${stage.gateway.url}/api/openapi.json`)).toMatchObject({ paths: { '/api/accounts': {} } })
})
