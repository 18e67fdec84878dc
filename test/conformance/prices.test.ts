import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { pick, toItems, toRecord } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** What models cost by the operator's word: docs/configuration.md. */
const AS_ADMIN = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]
/** The first answer waits for what reads the store to start. */
const SOON = { timeout: 30_000 }
const USAGE = { input: 1_000, output: 100, cacheRead: 10_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000 }

async function patch(stage: Stage, change: object) {
  return askJson(`${stage.gateway.url}/api/config`, change, { method: 'PATCH', headers: AS_ADMIN })
}

async function costOf(stage: Stage, model: string): Promise<unknown> {
  stage.script(1, { kind: 'ok', usage: USAGE })
  const told = await stage.message({ model })
  const url = `${stage.gateway.url}/api/requests/${told.headers['x-claudeflare-request-id'] ?? ''}`
  await expect.poll(async () => (await ask(url, { headers: AS_ADMIN })).status, SOON).toBe(200)
  return pick(await getJson(url, { headers: AS_ADMIN }), 'cost')
}

test('an override counts from the next request on, in the ledger and in budgets, and survives a restart', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  expect(await costOf(stage, 'house-model.7b')).toBe(null)
  const key = await makeKey(stage, { budget: { usd: 1, per: 'day' } })
  expect(await key.message({ model: 'house-model.7b' })).toMatchObject({ status: 403, error: 'model_unpriced' })

  const told = await patch(stage, { prices: { 'house-*': { input: 10, output: 50 } } })
  expect([told.status, pick(toRecord(told.text), 'settings', 'prices')]).toEqual([
    200,
    { 'house-*': { input: 10, output: 50 } },
  ])
  // What is left out of a price follows from `input`: 0.1, 1.25 and 2 times.
  const cost = (10 * 1_000 + 50 * 100 + 1 * 10_000 + 12.5 * 1_000 + 20 * 1_000) / 1e6
  expect(await costOf(stage, 'house-model.7b')).toBeCloseTo(cost, 9)
  stage.script(1, { kind: 'ok', usage: USAGE })
  expect((await key.message({ model: 'house-model.7b' })).status).toBe(200)
  await expect.poll(async () => (await key.row())['budget_spent_usd']).toBeCloseTo(cost, 9)

  await stage.gateway.stop()
  await using again = await openStage({ anthropic: 1, env: ADMIN_ENV, home: stage.gateway.home })
  expect(await costOf(again, 'house-model.7b')).toBeCloseTo(cost, 9)
})

test('one pattern is set by itself, before the wider ones, and taken away again', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  await patch(stage, { prices: { 'claude-*': { input: 1 } } })
  expect((await patch(stage, { 'prices.claude-3.5-*': { input: 2, cache_read: 0 } })).status).toBe(200)
  const { settings } = toRecord((await ask(`${stage.gateway.url}/api/config`, { headers: AS_ADMIN })).text)
  expect(Object.keys(Object(pick(settings, 'prices')))).toEqual(['claude-3.5-*', 'claude-*'])
  expect(await costOf(stage, 'claude-3.5-sonnet')).toBeCloseTo((2 * 1_000 + 2 * 100 + 2.5 * 1_000 + 4 * 1_000) / 1e6, 9)
  const told = await patch(stage, { 'prices.claude-3.5-*': null })
  expect(pick(toRecord(told.text), 'settings', 'prices')).toEqual({ 'claude-*': { input: 1 } })
})

test('single prices that are set at the same time are all kept', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  await patch(stage, { prices: { 'house-*': { input: 9 } } })
  const names = Array.from({ length: 20 }, (_, index) => `model-${index}`)
  const told = await Promise.all(names.map((name, index) => patch(stage, { [`prices.${name}`]: { input: index } })))
  expect(told.map(({ status }) => status)).toEqual(names.map(() => 200))
  const { settings } = toRecord((await ask(`${stage.gateway.url}/api/config`, { headers: AS_ADMIN })).text)
  expect(pick(settings, 'prices')).toEqual({
    'house-*': { input: 9 },
    ...Object.fromEntries(names.map((name, index) => [name, { input: index }])),
  })
})

test('a price that cannot be used is refused, and none is read from the environment', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  for (const prices of [{ m: { output: 1 } }, { m: { input: -1 } }, { m: 3 }, { m: { input: '${PATH}' } }, [1], null]) {
    const told = await patch(stage, { prices })
    expect([JSON.stringify(prices), told.status]).toEqual([JSON.stringify(prices), 400])
  }
})

test('GET /api/prices tells the overrides, and of the models of late what they cost and by whose word', async () => {
  await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
  await patch(stage, { prices: { 'house-*': { input: 10 } } })
  for (const model of ['house-model', 'nobody-knows', 'claude-sonnet-4-5']) await costOf(stage, model)
  const read = () => ask(`${stage.gateway.url}/api/prices`, { headers: AS_ADMIN })
  await expect.poll(async () => toItems((await read()).text).length, SOON).toBe(3)
  const told = await read()
  expect(toRecord(told.text)['overrides']).toEqual([
    { pattern: 'house-*', input: 10, output: 10, cache_read: 1, cache_write_5m: 12.5, cache_write_1h: 20 },
  ])
  const items = new Map(toItems(told.text).map((item) => [item['model'], item]))
  expect(items.get('house-model')).toMatchObject({ provider: 'anthropic', source: 'override', input: 10 })
  expect(items.get('nobody-knows')).toMatchObject({ source: 'unknown', input: null })
  expect(items.get('claude-sonnet-4-5')).toMatchObject({ source: 'built-in', input: 3, output: 15, cache_read: 0.3 })
})
