import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createBatchWriter } from '../../src/stores/sqlite/batch-writer.ts'
import { prepareKeyTable } from '../../src/stores/sqlite/key-table.ts'
import { openDatabase } from '../../src/stores/sqlite/open-database.ts'
import { createRowEncoder } from '../../src/stores/sqlite/row-codec.ts'
import type { BoardSave } from '../../src/stores/sqlite/thread-messages.ts'
import { createTraffic } from './traffic.ts'
import type { TrafficPlan } from './traffic.ts'
import { toConfig } from './world.ts'

/** A transaction of so many rows: with fewer, committing is what takes the time. */
const BATCH_ROWS = 5_000
const TOLD_EVERY_MS = 10_000
/** A session for about so many requests. */
const SESSION_REQUESTS = 4_000

/**
 * Fills a state folder with a config file and a store, through the store's own row codec, prices and rollups, so that
 * everything that is asked of it is as if those requests had been.
 */
export function fillStore(home: string, plan: TrafficPlan, say: (line: string) => void): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(join(home, 'config.json'), JSON.stringify(toConfig(plan.accounts, plan.days + 2), null, 2), {
    mode: 0o600,
  })
  const database = openDatabase({ path: join(home, 'claudeflare.db'), backupsDir: join(home, 'backups') })
  // Were the machine to fail now, it would be filled again.
  database.exec('pragma synchronous = off; pragma cache_size = -200000')
  let now = 0
  const writer = createBatchWriter(database, prepareKeyTable(database), { now: () => now, overrides: () => [] })
  const encoder = createRowEncoder()
  const began = performance.now()
  let told = began
  let written = 0

  function write(): void {
    const rows = encoder.take()
    written += rows.count
    writer.addBoard(boardAfter(written))
    writer.write({ rows, boards: [], holdings: [], touches: new Map(), spends: new Map(), size: rows.count })
    if (performance.now() - told < TOLD_EVERY_MS) return
    told = performance.now()
    say(
      `${(written / 1e6).toFixed(1)} of ${plan.rows / 1e6} million rows, ${Math.round(written / ((told - began) / 1_000))} a second`,
    )
  }

  for (const row of createTraffic(plan)) {
    encoder.add(row)
    now = row.time
    if (encoder.count === BATCH_ROWS) write()
  }
  write()
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
}

/** The counters of pool `accounts`, as they stand after so many requests. */
function boardAfter(requests: number): BoardSave {
  const sessions = Math.ceil(requests / SESSION_REQUESTS)
  const totals = {
    totalRequests: requests,
    successfulRequests: requests,
    failedRequests: 0,
    lastUsed: null,
    sessions,
    sessionsEnded: sessions - 1,
    sessionMs: (sessions - 1) * 4_000_000,
    switches: Math.floor(sessions / 5),
  }
  return { pool: 'accounts', changes: { pool: 'accounts', accounts: [], bindings: [], unbound: [], totals } }
}
