import { expect, test } from 'vitest'
import { analyticsBody } from '../../src/admin/analytics-contract.ts'
import type { AnalyticsBody } from '../../src/admin/analytics-contract.ts'
import { ask, askJson } from '../harness/ask.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §8: `/api/analytics`. */
const NOTHING = { requests: 0, ok: 0, failed: 0, failovers: 0, limitsMet: 0, input: 0, output: 0, cost: null }

async function read({ gateway }: Stage, query = ''): Promise<AnalyticsBody> {
  return analyticsBody.parse(await getJson(`${gateway.url}/api/analytics${query}`))
}

/** Sums are there as soon as requests can be read. */
async function readAfter(stage: Stage, requests: number): Promise<AnalyticsBody> {
  await expect.poll(async () => (await read(stage)).totals.requests, { timeout: 30_000 }).toBe(requests)
  return await read(stage)
}

test('an empty store has every step of every range, and empty sums', async () => {
  await using stage = await openStage({ anthropic: 1 })
  for (const [range, hours] of [
    ['1h', 1],
    ['6h', 6],
    ['24h', 24],
    ['7d', 7 * 24],
    ['30d', 30 * 24],
  ] as const) {
    const asked = Date.now()
    const told = await read(stage, `?range=${range}`)
    expect(told).toMatchObject({ range, totals: NOTHING, accounts: [], models: [] })
    expect(told.to - told.from).toBe(hours * 3_600_000)
    expect(told.series.map(({ at }) => at)).toEqual(
      Array.from({ length: (told.to - told.from) / told.stepMs }, (_, step) => told.from + step * told.stepMs),
    )
    expect(told.from % told.stepMs).toBe(0)
    expect(told.to).toBeGreaterThan(asked)
    expect(told.to - told.stepMs).toBeLessThanOrEqual(Date.now())
  }
  expect((await read(stage)).range).toBe('24h')
  expect((await ask(`${stage.gateway.url}/api/analytics?range=2h`)).status).toBe(400)
})

test('what calls used is added up, by account and by model, in every range', async () => {
  await using stage = await openStage({ anthropic: 2, strategy: 'round-robin' })
  stage.always(1, { kind: 'ok', words: 7, usage: { input: 11, cacheRead: 5, cacheWrite5m: 3, cacheWrite1h: 2 } })
  stage.always(2, { kind: 'ok', words: 7, usage: { input: 11, cacheRead: 5, cacheWrite5m: 3, cacheWrite1h: 2 } })
  for (let count = 0; count < 3; count += 1) await stage.message()
  await stage.message({ model: 'a-model-nobody-priced' })
  const whole = await readAfter(stage, 4)
  expect(whole.totals).toMatchObject({
    requests: 4,
    ok: 4,
    failed: 0,
    cut: 0,
    gone: 0,
    failovers: 0,
    limitsMet: 0,
    input: 44,
    output: 28,
    cacheRead: 20,
    cacheWrite: 20,
    unpriced: 1,
  })
  expect(whole.totals.cost).toBeGreaterThan(0)
  expect(whole.totals.duration.p50).toBeGreaterThan(0)
  expect(whole.accounts.map(({ name, requests, attempts, share }) => [name, requests, attempts, share])).toEqual(
    expect.arrayContaining([
      ['key-1', 2, 2, 0.5],
      ['key-2', 2, 2, 0.5],
    ]),
  )
  expect(whole.models.map(({ model, provider, requests, unpriced }) => [model, provider, requests, unpriced])).toEqual([
    ['claude-sonnet-5', 'anthropic', 3, 0],
    ['a-model-nobody-priced', 'anthropic', 1, 1],
  ])
  for (const range of ['1h', '6h', '7d', '30d'] as const) {
    const told = await read(stage, `?range=${range}`)
    expect(told.totals).toEqual(whole.totals)
    expect(told.accounts).toEqual(whole.accounts)
    expect(told.models).toEqual(whole.models)
    expect(told.series.reduce((sum, { requests }) => sum + requests, 0)).toBe(4)
  }
})

test('a failover counts for both accounts, and a 429 is a limit met', async () => {
  await using stage = await openStage({ anthropic: 2, strategy: 'round-robin' })
  stage.script(1, { kind: 'limit', retryAfter: '60' })
  for (let count = 0; count < 2; count += 1) expect((await stage.message()).status).toBe(200)
  const told = await readAfter(stage, 2)
  expect(told.totals).toMatchObject({ requests: 2, ok: 2, failovers: 1, limitsMet: 1 })
  const of = (name: string) => told.accounts.find((account) => account.name === name)
  expect(of('key-1')).toMatchObject({
    pool: 'lb',
    provider: 'anthropic',
    requests: 0,
    attempts: 1,
    failures: 1,
    limitsMet: 1,
    failoversAway: 1,
    share: 1 / 3,
  })
  expect(of('key-2')).toMatchObject({ requests: 2, attempts: 2, failures: 0, limitsMet: 0, failoversAway: 0 })
  expect(told.models).toMatchObject([{ model: 'claude-sonnet-5', requests: 2, limitsMet: 1 }])
})

test('what failed for its caller is counted for the account that said so, or for none', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'fail', status: 500 }, { kind: 'limit', retryAfter: '60' })
  expect((await stage.message()).status).toBe(500)
  expect((await stage.message()).status).toBe(429)
  // Nobody is asked while the only account cools.
  expect((await stage.message()).status).toBe(429)
  const told = await readAfter(stage, 3)
  expect(told.totals).toMatchObject({ requests: 3, ok: 0, failed: 3, failovers: 0, limitsMet: 1 })
  expect(told.accounts).toMatchObject([{ name: 'key-1', requests: 2, failed: 2, attempts: 2, failures: 2, share: 1 }])
  // One model of one vendor is one row, also where nobody was asked.
  expect(told.models).toMatchObject([{ model: 'claude-sonnet-5', provider: 'anthropic', requests: 3, failed: 3 }])
})

test('an answer that was cut failed, as the overview counts it, and is told apart', async () => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'truncate' }, { kind: 'ok' })
  await stage.message({ stream: true }).catch(() => null)
  await stage.message()
  const told = await readAfter(stage, 2)
  expect(told.totals).toMatchObject({ requests: 2, ok: 1, failed: 1, cut: 1 })
  expect(await getJson(`${stage.gateway.url}/api/overview`)).toMatchObject({ today: { requests: 2, failed: 1 } })
})

test('filters keep apart what they name, and what nobody knows has empty sums', async () => {
  const own = { name: 'own', provider: 'anthropic', api_key: 'canary-of-pool-accounts' }
  await using stage = await openStage({ anthropic: 2, strategy: 'round-robin', config: { accounts: [own] } })
  await stage.message()
  await stage.message()
  await stage.message({ model: 'claude-haiku-4-5' })
  await askJson(`${stage.gateway.url}/v1/messages`, { model: 'claude-haiku-4-5', messages: [] })
  await readAfter(stage, 4)

  const lb = await read(stage, '?pool=lb&range=1h')
  expect([lb.totals.requests, lb.accounts.map(({ pool }) => pool)]).toEqual([3, ['lb', 'lb']])
  const haiku = await read(stage, '?model=claude-haiku-4-5')
  expect(haiku.totals.requests).toBe(2)
  expect(haiku.models.map(({ model }) => model)).toEqual(['claude-haiku-4-5'])
  expect(haiku.accounts.map(({ requests, share }) => [requests, share])).toEqual([
    [1, 1],
    [1, 1],
  ])
  const first = await read(stage, '?account=key-1')
  expect(first.accounts).toMatchObject([{ name: 'key-1', requests: 2, attempts: 2, share: 2 / 3 }])
  expect(first.totals.requests).toBe(2)
  // The steps move on with the clock.
  const { accounts, models, totals } = first
  expect(await read(stage, `?account=${accounts[0]?.id ?? ''}`)).toMatchObject({ accounts, models, totals })
  expect((await read(stage, '?account=key-1&model=claude-haiku-4-5')).totals.requests).toBe(1)
  for (const query of ['?account=nobody', '?model=none', '?pool=no-pool', '?account=own&pool=lb']) {
    expect(await read(stage, query)).toMatchObject({ totals: NOTHING, accounts: [], models: [] })
  }
})

test('sessions that began, moved and ended are counted for their pool', async () => {
  await using stage = await openStage({ anthropic: 2, strategy: 'session' })
  await stage.message()
  stage.script(1, { kind: 'limit', retryAfter: '60' })
  await stage.message()
  await readAfter(stage, 2)
  await expect
    .poll(async () => (await read(stage, '?range=1h')).sessions, { timeout: 30_000 })
    .toMatchObject([{ pool: 'lb', started: 2, ended: 1, switches: 1 }])
  const [sessions] = (await read(stage, '?pool=lb')).sessions
  expect(sessions?.meanMs).toBeGreaterThanOrEqual(0)
  expect((await read(stage, '?pool=accounts')).sessions).toEqual([])
})
