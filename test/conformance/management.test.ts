import { describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { pick, toRecord } from '../harness/json.ts'
import { UUID } from '../harness/settings.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §7: the management endpoints of pool `lb`. */
const statusOf = async (stage: Stage) => pick(await getJson(`${stage.lb}/v1/load-balancer/status`), 'loadBalancer')

describe('GET status', () => {
  test('names the pool, its strategy and its keys, masked', async () => {
    await using stage = await openStage({ anthropic: 2, gemini: 1, strategy: 'weighted' })
    const status = await statusOf(stage)
    expect(status).toMatchObject({ enabled: true, activeKeys: 3, totalKeys: 3, strategy: 'weighted' })
    const [key = ''] = stage.keys
    expect(pick(status, 'stats', 'apiKeyStats', 'key-1', 'maskedKey')).toBe(`${key.slice(0, 7)}…${key.slice(-4)}`)
  })

  test('a key under 20 characters is masked whole', async () => {
    await using stage = await openStage({ env: { LOAD_BALANCER_API_KEYS: 'sk-ant-short' } })
    const masked = pick(await statusOf(stage), 'stats', 'apiKeyStats', 'key-1', 'maskedKey')
    expect(masked).toMatch(/^[*…]+$/)
  })

  test("requests and failures count attempts on a key; totalRequests counts the callers' requests", async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'fail', status: 500 }, { kind: 'fail', status: 400 })
    const from = Date.now()
    await stage.message() // key-1 fails, key-2 answers
    await stage.message() // key-1 passes 400 on
    await stage.message() // key-2
    const stats = pick(await statusOf(stage), 'stats')
    expect(stats).toMatchObject({
      totalRequests: 3,
      successfulRequests: 2,
      failedRequests: 1,
      apiKeyStats: { 'key-1': { requests: 2, failures: 1 }, 'key-2': { requests: 2, failures: 0 } },
    })
    const lastUsed = Number(pick(stats, 'lastUsed'))
    expect(lastUsed).toBeGreaterThanOrEqual(from)
    expect(lastUsed).toBeLessThanOrEqual(Date.now())
    expect(pick(stats, 'apiKeyStats', 'key-2', 'lastUsed')).toBeGreaterThan(lastUsed - 1000)
  })

  test.each([
    [401, { kind: 'refuse' }],
    [402, { kind: 'credit' }],
    [403, { kind: 'forbid' }],
    [429, { kind: 'limit' }],
    [529, { kind: 'overload' }],
    ['broken', { kind: 'break', at: 'after-body' }],
  ] as const)('%s is a failure', async (_name, step) => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, step)
    await stage.message()
    const stats = pick(await statusOf(stage), 'stats')
    expect(stats).toMatchObject({
      totalRequests: 1,
      successfulRequests: 0,
      failedRequests: 1,
      apiKeyStats: { 'key-1': { requests: 1, failures: 1 } },
    })
  })

  test('activeKeys are those that can serve', async () => {
    await using stage = await openStage({ anthropic: 3 })
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    stage.script(2, { kind: 'refuse' })
    await stage.message()
    expect(await statusOf(stage)).toMatchObject({ activeKeys: 1, totalKeys: 3 })
  })

  test('while the pool is off it says so', async () => {
    await using stage = await openStage({ anthropic: 1, env: { LOAD_BALANCER_ENABLED: 'false' } })
    expect(await statusOf(stage)).toMatchObject({ enabled: false, totalKeys: 1 })
  })
})

test('GET config answers, without a secret', async () => {
  await using stage = await openStage({
    anthropic: 2,
    strategy: 'time-window',
    env: { LOAD_BALANCER_WINDOW_SIZE: '7' },
  })
  const told = await ask(`${stage.lb}/v1/load-balancer/config`)
  expect(told.status).toBe(200)
  expect(told.text).toContain('time-window')
  for (const key of stage.keys) expect(told.text).not.toContain(key)
  expect(told.text).not.toContain(UUID)
})

describe('POST reset', () => {
  test('clears the statistics, enables disabled keys, keeps cooldowns', async () => {
    await using stage = await openStage({ anthropic: 3 })
    stage.script(1, { kind: 'refuse' })
    stage.script(2, { kind: 'limit', retryAfter: '60' })
    await stage.message()
    const told = await ask(`${stage.lb}/v1/load-balancer/reset`, { method: 'POST' })
    expect(told.status).toBe(200)
    expect(toRecord(told.text)['message']).toBeTypeOf('string')
    expect(await statusOf(stage)).toMatchObject({
      activeKeys: 2,
      stats: { totalRequests: 0, failedRequests: 0, apiKeyStats: { 'key-1': { requests: 0, failures: 0 } } },
    })
    const accounts = new Set<string>()
    for (let count = 0; count < 6; count += 1) accounts.add((await stage.message()).account)
    expect(accounts).toEqual(new Set(['key-1', 'key-3']))
  })

  test('is not done by GET', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await stage.message()
    expect((await ask(`${stage.lb}/v1/load-balancer/reset`)).status).toBe(405)
    expect(await statusOf(stage)).toMatchObject({ stats: { totalRequests: 1 } })
  })
})

test('an unknown uuid is told nothing', async () => {
  await using stage = await openStage({ anthropic: 1 })
  for (const path of ['status', 'config']) {
    const told = await ask(`${stage.gateway.url}/nobody-knows-this-token-0/lb/v1/load-balancer/${path}`)
    expect(told.status).toBe(404)
    expect(told.text).not.toContain('key-1')
  }
})
