import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../stores/sqlite/open-store.ts'
import { warmUp } from './warm-up.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claudeflare-warm-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const RETENTION = { detailDays: 7, rollupDays: 365 }

test('a store is asked before anybody asks it, and one that was closed meanwhile is no error', async () => {
  const problems: string[] = []
  const store = await openStore({
    path: join(folder, 'a.db'),
    backupsDir: folder,
    retention: RETENTION,
    onProblem: (message) => void problems.push(message),
  })
  await warmUp(store.queries, 1_795_700_000_000)
  await store.close()
  await warmUp(store.queries, 1_795_700_000_000)
  expect(problems).toEqual([])
})
