import { globSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { pick, toItems } from '../harness/json.ts'
import { objectFiles } from '../harness/object-files.ts'
import { getJson, openStage } from '../harness/stage.ts'
import { openTemporaryFiles } from '../harness/temporary-files.ts'

test('while the object of one pool cannot be reached, what the others know is told, and the hole is named', async () => {
  await using files = await openTemporaryFiles()
  const plan = { anthropic: 1, home: files.folder }
  const before = await openStage(plan)
  expect((await before.message()).status).toBe(200)
  const missing = async () => pick(await getJson(`${before.gateway.url}/api/overview`), 'unreachable')
  await expect.poll(missing, { timeout: 20_000 }).toEqual([])
  // Whoever reads it has it written.
  expect(toItems((await ask(`${before.gateway.url}/api/requests`)).text)).toHaveLength(1)
  await before[Symbol.asyncDispose]()

  for (const file of objectFiles(files.folder, 'claudeflare-pools')) if (!hasRequests(file)) breakFile(file)
  await using after = await openStage(plan)
  const { url } = after.gateway
  const overview = await getJson(`${url}/api/overview`)
  expect(pick(overview, 'unreachable')).toEqual(['accounts'])
  expect(pick(overview, 'pools')).toMatchObject([{ name: 'lb' }])
  expect(pick(overview, 'today', 'requests')).toBe(1)
  expect(pick(overview, 'attention')).toContainEqual(
    expect.objectContaining({ kind: 'unreachable', pool: 'accounts', level: 'critical' }),
  )
  for (const path of ['/api/analytics', '/api/requests', '/api/stats', '/api/accounts', '/api/pools']) {
    expect([path, pick(await getJson(url + path), 'unreachable')]).toEqual([path, ['accounts']])
  }
  expect((await after.message()).status).toBe(200)
  expect((await ask(`${url}/health`)).status).toBe(200)
  expect((await ask(`${url}/metrics`)).text).toContain('claudeflare_pool_up{pool="accounts"} 0')
})

function hasRequests(file: string): boolean {
  using database = new DatabaseSync(file, { readOnly: true })
  return database.prepare('select 1 from batches limit 1').get() !== undefined
}

/** Makes a pool's database unreadable. */
function breakFile(file: string): void {
  for (const part of globSync(`${file}*`)) writeFileSync(part, 'this is no database'.repeat(1_000))
}
