import { describe, expect, test } from 'vitest'
import { changeAccount } from '../harness/accounts.ts'
import { ask } from '../harness/ask.ts'
import { ADMIN_ENV, makeKey, rowOf } from '../harness/client-keys.ts'
import { findFreePort } from '../harness/closed-port.ts'
import type { JsonRecord } from '../harness/json.ts'
import { pick, toItems, toRecord } from '../harness/json.ts'
import { getJson, openStage, toCanary } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

/** Contract §3: what is remembered of accounts and requests, and to what it is bound. */
describe('a restart', () => {
  test('keeps cooldowns, and what is disabled and paused', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 4, home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await openStage(plan)
      stage.script(1, { kind: 'limit', retryAfter: '300' })
      stage.script(2, { kind: 'refuse' })
      await stage.message()
      await changeAccount(stage, 'key-4', 'pause')
      await stage.gateway.stop()
    }
    await using stage = await openStage(plan)
    for (let count = 0; count < 4; count += 1) expect((await stage.message()).account).toBe('key-3')
    expect(stage.hits()).toEqual([0, 0, 4, 0])
  })

  test('keeps counters, and what is known of single requests', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 2, home: files.folder, vendorPort: await findFreePort() }
    let id = ''
    {
      await using stage = await openStage(plan)
      id = (await stage.message()).headers['x-claudeflare-request-id'] ?? ''
      await stage.message()
      await stage.gateway.stop()
    }
    await using stage = await openStage(plan)
    const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
    expect(pick(status, 'loadBalancer', 'stats', 'totalRequests')).toBe(2)
    expect(pick(status, 'loadBalancer', 'stats', 'apiKeyStats', 'key-1', 'requests')).toBe(1)
    expect(await getJson(`${stage.gateway.url}/api/requests/${id}`)).toMatchObject({ status: 200 })
  })

  test('keeps every call that was answered, however many were under way when the gateway stopped', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 2, home: files.folder, vendorPort: await findFreePort() }
    const answered: string[] = []
    {
      await using stage = await openStage(plan)
      const stopped = new AbortController()
      const callers = Array.from({ length: 10 }, async (_, caller) => {
        while (!stopped.signal.aborted) {
          // Who comes too late is not let in any more.
          const told = await stage.message({ stream: caller % 2 === 0 }).catch(() => null)
          if (told?.status === 200 && told.end === 'ended')
            answered.push(told.headers['x-claudeflare-request-id'] ?? '')
        }
      })
      await expect.poll(() => answered.length).toBeGreaterThan(100)
      await stage.gateway.stop()
      stopped.abort()
      await Promise.all(callers)
    }
    await using stage = await openStage(plan)
    const kept = await keptIds(stage)
    expect(answered.filter((id) => !kept.has(id))).toEqual([])
  })

  test('keeps what ended while the gateway stopped', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 1, home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await openStage(plan)
      stage.always(1, { kind: 'ok', headAfterMs: 700 })
      const calls = [1, 2, 3].map(() => stage.message())
      await expect.poll(() => stage.hits()).toEqual([3])
      await stage.gateway.stop()
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200])
    }
    await using stage = await openStage(plan)
    const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
    expect(pick(status, 'loadBalancer', 'stats', 'totalRequests')).toBe(3)
    expect(await getJson(`${stage.gateway.url}/api/requests`)).toMatchObject({ items: [{}, {}, {}] })
  })

  test('keeps what client keys have spent of their budgets', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 1, home: files.folder, vendorPort: await findFreePort(), env: ADMIN_ENV }
    let before: JsonRecord = {}
    {
      await using stage = await openStage(plan)
      const key = await makeKey(stage, { budget: { usd: 1, per: 'month' } })
      stage.script(1, { kind: 'ok', usage: { input: 100, output: 50 } })
      await key.message()
      await expect.poll(async () => (before = await key.row())['budget_spent_usd']).toBeCloseTo(0.0007, 9)
      await expect.poll(async () => (await key.requests()).length).toBe(1)
      await stage.gateway.stop()
    }
    await using stage = await openStage(plan)
    expect(await rowOf(stage, String(before['id']))).toMatchObject({
      budget_spent_usd: before['budget_spent_usd'],
      budget_held_usd: 0,
      budget_resets_at: before['budget_resets_at'],
    })
  })

  test('binds what is remembered to the credential, not to the name', async () => {
    await using files = await openTemporaryFiles()
    const plan = { anthropic: 2, home: files.folder, vendorPort: await findFreePort() }
    {
      await using stage = await openStage(plan)
      stage.script(1, { kind: 'limit', retryAfter: '300' })
      await stage.message()
      await stage.gateway.stop()
    }
    const swapped = `${toCanary('anthropic', 2)},${toCanary('anthropic', 1)}`
    await using stage = await openStage({ ...plan, env: { LOAD_BALANCER_API_KEYS: swapped } })
    for (let count = 0; count < 3; count += 1) expect((await stage.message()).account).toBe('key-1')
    expect(stage.hits()).toEqual([0, 3])
  })
})

test('started without the admin key that its keys were made with, it says that nobody can use the API', async () => {
  await using files = await openTemporaryFiles()
  const says = 'but none of scope admin'
  {
    await using stage = await openStage({ home: files.folder, env: ADMIN_ENV })
    await makeKey(stage)
    await stage.gateway.stop()
    expect(stage.gateway.stderr()).not.toContain(says)
  }
  await using stage = await openStage({ home: files.folder })
  expect((await ask(`${stage.gateway.url}/api/stats`)).status).toBe(401)
  await expect.poll(() => stage.gateway.stderr()).toContain(says)
  expect(stage.gateway.stderr().split(says)).toHaveLength(2)
})

async function keptIds(stage: Stage): Promise<ReadonlySet<unknown>> {
  const kept = new Set<unknown>()
  let query: string | null = ''
  while (query !== null) {
    const { text } = await ask(`${stage.gateway.url}/api/requests?limit=500${query}`)
    for (const { id } of toItems(text)) kept.add(id)
    const { next } = toRecord(text)
    query = typeof next === 'string' ? `&cursor=${next}` : null
  }
  return kept
}
