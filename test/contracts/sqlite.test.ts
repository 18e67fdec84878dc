import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../../src/stores/sqlite/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { describeAccessStore } from './access-store-contract.ts'
import type { StoreBed } from './store-bed.ts'
import { describeStore } from './store-contract.ts'

describeStore('SQLite', createSqliteBed)
describeAccessStore('SQLite', createSqliteBed)

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
