import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, askJson } from '../harness/ask.ts'
import { pick, toRecord } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'

/** Contract §8, where there is a file, and a decompressor for every coding. */
test('/api/config/strategy is written to the file, and what else stands there is kept', async () => {
  const accounts = [{ name: 'own-1', provider: 'anthropic', api_key: 'canary-of-pool-accounts-1' }]
  await using stage = await openStage({ config: { accounts, kept_by_nobody: 1 } })
  const url = `${stage.gateway.url}/api/config/strategy`
  expect((await askJson(url, { strategy: 'round-robin' }, { method: 'PUT' })).status).toBe(200)
  const file = toRecord(await readFile(join(stage.gateway.home, 'config.json'), 'utf8'))
  expect(file).toMatchObject({ lb_strategy: 'round-robin', kept_by_nobody: 1, accounts })
  expect((await stage.gateway.stop()).code).toBe(0)
  await using again = await openStage({ home: stage.gateway.home })
  expect(await getJson(`${again.gateway.url}/api/config/strategy`)).toMatchObject({ strategy: 'round-robin' })
})

test.each(['br', 'zstd'] as const)('usage is read from a stream in %s, too', async (encoding) => {
  await using stage = await openStage({ anthropic: 1 })
  stage.script(1, { kind: 'ok', words: 7, encoding, chunkBytes: 7 })
  const told = await stage.message({ stream: true }, { headers: ['accept-encoding', encoding] })
  const url = `${stage.gateway.url}/api/requests/${told.headers['x-claudeflare-request-id'] ?? ''}`
  await expect.poll(async () => (await ask(url)).status, { timeout: 1500, interval: 50 }).toBe(200)
  expect(pick(await getJson(url), 'usage')).toMatchObject({ input: 12, output: 7 })
})
