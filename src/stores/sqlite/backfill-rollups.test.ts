import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exampleRow } from '../../../test/contracts/example-row.ts'
import type { AnalyticsQuery } from '../../model/analytics.ts'
import type { RequestPage } from '../../model/ledger-queries.ts'
import { findAnalytics } from './analytics-queries.ts'
import { createBatchWriter } from './batch-writer.ts'
import { prepareKeyTable } from './key-table.ts'
import { createKysely } from './kysely-database.ts'
import { MIGRATIONS } from './migrations.ts'
import { openDatabase } from './open-database.ts'
import { findRequests } from './request-queries.ts'
import { createRowEncoder } from './row-codec.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = 20_000 * DAY + 9 * HOUR + 1
const RANGES = ['1h', '6h', '24h', '7d', '30d'] as const
const IDS_PER_MS = 2_048

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claudeflare-backfill-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function open(migrations = MIGRATIONS): DatabaseSync {
  return openDatabase({ path: join(folder, 'a.db'), backupsDir: folder, migrations })
}

function write(database: DatabaseSync, times: readonly number[]): void {
  const encoder = createRowEncoder()
  for (const [n, time] of times.entries()) {
    const own = n % 3 === 0 ? { accountId: 'bbbb', account: 'key-2', model: 'claude-haiku-4-5' } : {}
    encoder.add(exampleRow(time * IDS_PER_MS + n, { time, attempts: [], ...own }))
  }
  const rows = encoder.take()
  const none = { boards: [], holdings: [], touches: new Map(), spends: new Map() }
  createBatchWriter(database, prepareKeyTable(database), { now: () => NOW, overrides: () => [] }).write({
    rows,
    ...none,
    size: rows.count,
  })
}

/** Makes a store of this version one of version 3 that holds the same rows and rollups. */
function age(database: DatabaseSync): void {
  for (const table of ['rollup_days', 'rollup_margins', 'margin_minutes', 'margin_hours', 'margin_days']) {
    database.exec(`drop table ${table}`)
  }
  database.exec("drop table session_minutes; drop table facets; delete from meta where name = 'facets_from'")
  for (const table of ['rollup_minutes', 'rollup_hours']) {
    for (const column of ['unpriced', 'attempts', 'failures', 'limits_met', 'failovers_away']) {
      database.exec(`alter table ${table} drop column ${column}`)
    }
  }
  database.exec('pragma user_version = 3')
}

test('a store of before tells of a month as one that was there all along', async () => {
  const times = Array.from({ length: 300 }, (_, n) => NOW - n * n * 28_000)
  const database = open()
  write(database, times)
  const queries: readonly AnalyticsQuery[] = RANGES.flatMap((range) => [
    { range, now: NOW },
    { range, now: NOW, account: 'key-2' },
    { range, now: NOW, model: 'claude-haiku-4-5' },
  ])
  const told = queries.map((query) => findAnalytics(database, query))
  age(database)
  database.close()

  const again = open()
  for (const [n, query] of queries.entries()) {
    const now = findAnalytics(again, query)
    // One for each request: those of before are counted by the answers.
    expect(now.totals.attempts).toBe(now.totals.requests)
    expect(now.totals.requests).toBeGreaterThan(0)
    expect(withoutAttempts(now)).toEqual(withoutAttempts(told[n]))
  }
  expect(await findTimes(again, 'key-2')).toHaveLength(100)
  write(again, [NOW + 60_000 * HOUR])
  const newer = await findTimes(again, 'key-2')
  expect(newer[0]).toBe(NOW + 60_000 * HOUR)
  expect(newer.length).toBeGreaterThan(100)
  again.close()
})

/** When the requests began that an account was asked for, over as many pages as that takes: one that is late ends early. */
async function findTimes(database: DatabaseSync, account: string): Promise<number[]> {
  const times: number[] = []
  let cursor: string | null = null
  do {
    const page: RequestPage = await findRequests(createKysely(database), { account }, { limit: 500, cursor })
    times.push(...page.items.map(({ time }) => time))
    cursor = page.next
  } while (cursor !== null)
  return times
}

/** Costs are added in another order, which shows in their last digits. */
function withoutAttempts(analytics: unknown): unknown {
  return JSON.parse(JSON.stringify(analytics), (key, value: unknown) => {
    if (key === 'attempts' || key === 'share') return 0
    return key === 'cost' && typeof value === 'number' ? value.toFixed(9) : value
  })
}
