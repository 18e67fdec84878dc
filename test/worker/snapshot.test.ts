import { globSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { findFreePort } from '../harness/closed-port.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import { objectFiles, readObjects } from '../harness/object-files.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('while the object cannot be reached: status from KV, marked with its age; calls get 503 state_unavailable', async () => {
  await using files = await openTemporaryFiles()
  const plan = {
    anthropic: 2,
    home: files.folder,
    vendorPort: await findFreePort(),
    env: { KV_PUBLISH_INTERVAL: '1s' },
  }
  const before = await openStage(plan)
  for (let count = 0; count < 3; count += 1) expect((await before.message()).status).toBe(200)
  // A second one after the first shows that it goes on being published.
  await expect.poll(() => publishedRequests(files.folder), { timeout: 30_000, interval: 200 }).toBe(3)
  expect((await before.message()).status).toBe(200)
  await expect.poll(() => publishedRequests(files.folder), { timeout: 30_000, interval: 200 }).toBe(4)
  await before.gateway.stop()
  await before[Symbol.asyncDispose]()

  breakPools(files.folder)
  await using after = await openStage(plan)
  expect(await after.message()).toMatchObject({ status: 503, error: 'state_unavailable' })
  expect(after.hits()).toEqual([0, 0])
  const told = await ask(`${after.lb}/v1/load-balancer/status`)
  expect(told.status).toBe(200)
  const status: unknown = JSON.parse(told.text)
  expect(pick(status, 'loadBalancer', 'stats', 'totalRequests')).toBe(4)
  expect(pick(status, 'loadBalancer', 'snapshot', 'ageMs')).toBeGreaterThan(0)
  expect(Number(told.headers['age'])).toBeGreaterThanOrEqual(0)
  expect((await ask(`${after.gateway.url}/health`)).status).toBe(503)
})

test('the status of an object that can be reached is its own, and says nothing of an age', async () => {
  await using stage = await openStage({ anthropic: 1 })
  await stage.message()
  const status = await getJson(`${stage.lb}/v1/load-balancer/status`)
  expect(pick(status, 'loadBalancer', 'stats', 'totalRequests')).toBe(1)
  expect(pick(status, 'loadBalancer', 'snapshot')).toBe(undefined)
})

/** How many requests the snapshot in KV tells of. */
function publishedRequests(home: string): number {
  const text = readObjects(home, 'claudeflare-kv', 'select value from _cf_KV')
  return Number(/"totalRequests":(\d+)/.exec(text)?.[1] ?? Number.NaN)
}

/** Makes the pools' databases unreadable. */
function breakPools(home: string): void {
  for (const file of objectFiles(home, 'claudeflare-pools')) {
    for (const part of globSync(`${file}*`)) writeFileSync(part, 'this is no database'.repeat(1_000))
  }
}
