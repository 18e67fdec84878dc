import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/stores/sqlite/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { describeAccessStore } from './access-store-contract.ts'
import { exampleRow } from './example-row.ts'
import type { StoreBed } from './store-bed.ts'
import { describeStore } from './store-contract.ts'
import { describeSums } from './sums-contract.ts'

const A_WEEK_MS = 7 * 86_400_000

describeStore('SQLite', createSqliteBed)
describeSums('SQLite', createSqliteBed)
describeAccessStore('SQLite', createSqliteBed)

test('SQLite: other rules take effect while it runs, for what is kept and for what is recorded next', async () => {
  const bed = createSqliteBed()
  const store = await bed.open()
  store.ledger.record(exampleRow(1, { time: Date.now() - 3 * 86_400_000 }))
  store.ledger.record(exampleRow(2, { time: Date.now(), model: 'house-model' }))
  await store.flush()
  expect((await store.queries.request(1))?.id).toBe(1)
  const price = { pattern: 'house-*', input: 10, output: 50, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
  store.setRules({ retention: { detailDays: 1, rollupDays: 365 }, prices: [price] })
  store.ledger.record(exampleRow(3, { time: Date.now(), model: 'house-model' }))
  await expect.poll(() => store.queries.request(1)).toBeNull()
  expect((await store.queries.request(2))?.cost).toBeNull()
  expect((await store.queries.request(3))?.cost).toBeCloseTo(0.02, 12)
  expect(await store.modelPrices(0, [price])).toMatchObject([
    { model: 'house-model', source: 'override', price: { input: 10, cacheRead: 1 } },
    { model: 'claude-sonnet-4-5', source: 'built-in', price: { input: 3 } },
  ])
  await bed.clear()
})

function createSqliteBed(): StoreBed {
  const folder = mkdtempSync(join(tmpdir(), 'claudeflare-store-'))
  const opened: Store[] = []
  async function open(path: string, queueLimit = 50_000): Promise<Store> {
    const store = await openStore({
      path,
      backupsDir: join(folder, 'backups'),
      retention: { detailDays: 100_000, rollupDays: 100_000 },
      onProblem: () => undefined,
      queueLimit,
      // Rows of long ago are read as they were recorded, on a machine that is busy, too.
      readWaitMs: 30_000,
      firstSweepMs: A_WEEK_MS,
    })
    opened.push(store)
    return store
  }
  return {
    open: (options) => open(join(folder, 'claudeflare.db'), options?.queueLimit),
    openCopy: (file) => open(file),
    spare: (name) => join(folder, name),
    async clear() {
      await Promise.all(opened.map((store) => store.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
