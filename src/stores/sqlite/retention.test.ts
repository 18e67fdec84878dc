import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { exampleAttempt, exampleRow } from '../../../test/contracts/example-row.ts'
import { NO_OVERRIDES } from '../price-list.ts'
import { createBatchWriter, readLastRequestId } from './batch-writer.ts'
import { prepareKeyTable } from './key-table.ts'
import { openDatabase } from './open-database.ts'
import { prepareRetirement } from './retention.ts'
import { createRowEncoder } from './row-codec.ts'

const DAY = 86_400_000
const NOW = 1_000 * DAY

describe('retention', () => {
  let folder: string
  let database: DatabaseSync

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claudeflare-retention-'))
    database = openDatabase({ path: join(folder, 'a.db'), backupsDir: folder })
  })
  afterEach(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Requests with two attempts each, `spacing` ms apart, the last just before `NOW`. */
  function fill(count: number, spacing: number): void {
    const encoder = createRowEncoder()
    const attempts = [exampleAttempt({ accountId: 'bbbb' }), exampleAttempt()]
    for (let id = 1; id <= count; id += 1) {
      encoder.add(exampleRow(id, { time: NOW - (count - id) * spacing - 1, attempts }))
    }
    const rows = encoder.take()
    const batch = {
      rows,
      boards: [],
      holdings: [],
      touches: new Map<string, number>(),
      spends: new Map(),
      size: rows.count,
    }
    createBatchWriter(database, prepareKeyTable(database), { now: () => NOW, overrides: NO_OVERRIDES }).write(batch)
  }

  function sweep(): number {
    const retirement = prepareRetirement(database, { detailDays: 7, rollupDays: 365 })
    for (let slices = 1; slices < 10_000; slices += 1) if (retirement.slice(NOW) === 'done') return slices
    throw new Error('it never ends')
  }

  const read = (what: string): number => Number(database.prepare(`select ${what} as n`).get()?.['n'])

  test('keeps 7 days of requests and their attempts, 8 of minutes and a year of hours', () => {
    fill(4_000, DAY / 10)
    sweep()
    expect(read('(select count(*) from requests)')).toBe(70)
    expect(read('(select count(*) from attempt_rows)')).toBe(140)
    expect(read('(select min(time) from requests)')).toBeGreaterThanOrEqual(NOW - 7 * DAY)
    for (const table of ['rollup_minutes', 'margin_minutes']) {
      expect(read(`(select count(distinct at) from ${table})`)).toBe(80)
    }
    expect(read('(select min(at) from rollup_hours)')).toBeGreaterThanOrEqual(NOW - 365 * DAY)
    for (const table of ['rollup_hours', 'rollup_days']) {
      expect(read(`(select sum(requests) from ${table})`)).toBe(3_650)
    }
    expect(read('(select min(at) from margin_days)')).toBeGreaterThanOrEqual(NOW - 365 * DAY)
  })

  test('works in slices of bounded size', () => {
    fill(4_000, DAY)
    const retirement = prepareRetirement(database, { detailDays: 7, rollupDays: 365 })
    expect(retirement.slice(NOW)).toBe('more')
    expect(read('(select count(*) from requests)')).toBe(3_500)
    // An hour has sums of two accounts.
    expect(read('(select count(*) from rollup_hours)')).toBe(7_500)
  })

  test('keeps what is young, and the highest id even of what is gone', () => {
    fill(50, DAY * 10)
    expect(sweep()).toBe(1)
    expect(read('(select count(*) from requests)')).toBe(1)
    database.exec('delete from requests')
    expect(readLastRequestId(database)).toBe(50)
  })

  test('keeps a year of changes, and no more than the newest 100,000 of them', () => {
    database.exec(
      `insert into audit (at, who, action, target) with recursive n (i) as (select 1 union all select i + 1 from n where i < 101000)
       select ${NOW} - (101000 - i), 'open mode', 'pool.change', 'lb' from n`,
    )
    sweep()
    expect(read('(select count(*) from audit)')).toBe(100_000)
    database.exec(`update audit set at = ${NOW - 366 * DAY} where id <= 50000`)
    sweep()
    expect(read('(select min(id) from audit)')).toBe(50_001)
  })

  test('keeps no session that has ended', () => {
    const insert = database.prepare("insert into sessions values (?, 'key_1', 'hash', 0, ?)")
    insert.run('ended', NOW - DAY / 2)
    insert.run('good', NOW - DAY / 2 + 1)
    sweep()
    expect(database.prepare('select hash from sessions').all()).toEqual([{ hash: 'good' }])
  })

  test('gives the space back to the file system', () => {
    const size = (): number => {
      database.exec('pragma wal_checkpoint(truncate)')
      return statSync(join(folder, 'a.db')).size
    }
    fill(5_000, DAY)
    const before = size()
    sweep()
    expect(size()).toBeLessThan(before / 3)
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
  })
})
