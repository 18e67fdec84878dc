import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { askJson } from '../harness/ask.ts'
import { toRecord } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'

/** Contract §8, where there is a file. */
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
