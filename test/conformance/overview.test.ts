import { describe, expect, test } from 'vitest'
import { overviewBody } from '../../src/admin/overview-contract.ts'
import { ask } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** `/api/overview`: what is so right now, and since midnight. */
const read = async (stage: Stage) => overviewBody.parse(await getJson(`${stage.gateway.url}/api/overview`))

/** The first answer waits for what reads the store to start. */
const SOON = { timeout: 30_000 }

describe('/api/overview', () => {
  test('of a gateway that nobody has asked anything', async () => {
    await using stage = await openStage({ anthropic: 2 })
    const told = await read(stage)
    expect(told.live).toMatchObject({ requests: 0, successRate: null, cacheReadShare: null, inFlight: 0 })
    expect(told.live.duration).toEqual({ p50: null, p95: null, p99: null })
    expect(told.today).toMatchObject({ requests: 0, failed: 0, cost: null, unpriced: 0 })
    expect(told.recent).toHaveLength(60)
    expect(told.recent.every(({ at, requests }) => at % 10_000 === 0 && requests === 0)).toBe(true)
    expect(told.pools.map(({ name, totalAccounts }) => [name, totalAccounts])).toEqual([
      ['lb', 2],
      ['accounts', 0],
    ])
    expect(told.clients).toEqual({ keys: 0, openMode: true })
    expect(new Date(told.today.since).toISOString()).toMatch(/T00:00:00\.000Z$/)
  })

  test('adds up what has just ended: success, tokens, attempts and shares', async () => {
    await using stage = await openStage({ anthropic: 2, strategy: 'round-robin' })
    const usage = { input: 30, cacheRead: 60, cacheWrite5m: 10 }
    for (const key of [1, 2]) stage.always(key, { kind: 'ok', words: 5, usage })
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    for (let count = 0; count < 3; count += 1) await stage.message()
    stage.always(2, { kind: 'fail', status: 400 })
    await stage.message()
    await expect.poll(async () => (await read(stage)).live.requests, SOON).toBe(4)
    const { live, pools, recent } = await read(stage)
    expect(live.cacheReadShare).toBeCloseTo(0.6)
    expect(live.duration.p50).toBeGreaterThan(0)
    expect(live.requestsPerSecond).toBeGreaterThan(0)
    expect(live.inputTokensPerSecond / live.outputTokensPerSecond).toBeCloseTo(20)
    const lb = pools.find(({ name }) => name === 'lb')
    expect(lb?.accounts.map(({ name, attempts, share }) => [name, attempts, share])).toEqual([
      ['key-2', 4, 0.8],
      ['key-1', 1, 0.2],
    ])
    expect(lb?.others).toEqual({ accounts: 0, share: 0 })
    expect(lb).toMatchObject({ activeAccounts: 1, enabled: true, strategy: 'round-robin' })
    expect(recent.reduce((sum, { requests }) => sum + requests, 0)).toBe(4)
    expect(recent.reduce((sum, { outputTokens }) => sum + outputTokens, 0)).toBe(15)
  })

  test('a call under way is in flight; one whose caller left is no failure', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'ok', stall: { piece: 2, ms: 30_000 } })
    const stop = new AbortController()
    const begun = Promise.withResolvers<void>()
    const asked = stage.message({ stream: true }, { signal: stop.signal, onData: () => begun.resolve() })
    asked.catch(() => undefined)
    await begun.promise
    await expect.poll(async () => (await read(stage)).live.inFlight, SOON).toBe(1)
    stop.abort()
    await expect
      .poll(async () => (await read(stage)).live, SOON)
      .toMatchObject({ requests: 1, inFlight: 0, successRate: null })
  })

  test('sums today up, with what it costs', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'ok', words: 5, usage: { input: 1_000, cacheRead: 1_000 } })
    await stage.message({ model: 'claude-sonnet-4-5' })
    await stage.message({ model: 'nobody-knows-what-this-costs' })
    await expect
      .poll(async () => (await read(stage)).today, SOON)
      .toMatchObject({ requests: 2, failed: 0, inputTokens: 4_000, outputTokens: 10, cacheReadShare: 0.5, unpriced: 1 })
    expect((await read(stage)).today.cost).toBeGreaterThan(0)
  })

  test('asks for an admin key, and counts keys', async () => {
    await using stage = await openStage({ env: ADMIN_ENV })
    const url = `${stage.gateway.url}/api/overview`
    const { key } = await makeKey(stage)
    expect((await ask(url)).status).toBe(401)
    expect((await ask(url, { headers: ['x-api-key', key] })).status).toBe(403)
    const told = await getJson(url, { headers: ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY] })
    expect(pick(told, 'clients')).toEqual({ keys: 1, openMode: false })
  })
})
