import { createBatchWriter } from '../../src/stores/sqlite/batch-writer.ts'
import { blockOf } from '../../src/stores/sqlite/facets.ts'
import { prepareKeyTable } from '../../src/stores/sqlite/key-table.ts'
import { openDatabase } from '../../src/stores/sqlite/open-database.ts'
import { createRowEncoder } from '../../src/stores/sqlite/row-codec.ts'
import { createTraffic } from './traffic.ts'
import { createAccounts } from './world.ts'

/** Rows of one batch, as a busy server hands them over. */
const BATCH_ROWS = 250
const BATCHES = 80

/** How many rows a second the writer takes on top of a store. They are dated after all that is there, and rolled back. */
export function measureWriter(path: string): string {
  using database = openDatabase({ path, backupsDir: `${path}-backups` })
  const now = Date.now()
  const writer = createBatchWriter(database, prepareKeyTable(database), { now: () => now, overrides: () => [] })
  const encoder = createRowEncoder()
  const plan = { rows: BATCH_ROWS * BATCHES, days: 1, until: now + 2 * 86_400_000, accounts: createAccounts(20) }
  const taken: number[] = []
  const last = Number(database.prepare('select max(id) as id from requests').get()?.['id'] ?? 0)
  for (const row of createTraffic(plan)) {
    encoder.add(row)
    if (encoder.count < BATCH_ROWS) continue
    const rows = encoder.take()
    const began = performance.now()
    writer.write({ rows, boards: [], holdings: [], touches: new Map(), spends: new Map(), size: rows.count })
    taken.push(performance.now() - began)
  }
  clear(last, now)
  const whole = taken.reduce((sum, ms) => sum + ms, 0)
  const perSecond = Math.round((BATCH_ROWS * taken.length) / (whole / 1_000))
  return `the writer takes ${perSecond.toLocaleString('en')} rows a second into it, ${((whole * 1_000) / (BATCH_ROWS * taken.length)).toFixed(1)} µs a row, ${Math.max(...taken).toFixed(1)} ms for the slowest batch of ${BATCH_ROWS}`

  function clear(lastId: number, from: number): void {
    const tables = ['minutes', 'hours', 'days'].flatMap((unit) => [`rollup_${unit}`, `margin_${unit}`])
    database.prepare('delete from attempt_rows where request_id > ?').run(lastId)
    database.prepare('delete from requests where id > ?').run(lastId)
    database.prepare('delete from facets where block > ?').run(blockOf(lastId))
    database.prepare("update meta set value = ? where name = 'last_request_id'").run(lastId)
    for (const table of tables) database.prepare(`delete from ${table} where at > ?`).run(from)
  }
}
