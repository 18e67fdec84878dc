import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { RequestRow } from '../src/model/ledger.ts'
import { openStore } from '../src/stores/sqlite/open-store.ts'
import type { Store } from '../src/stores/store.ts'

/**
 * Prints what the ledger costs while it takes 5,000 rows a second: the event loop's delay, and the CPU time of a row on
 * the server's thread and on the others. `--seconds N` (10), `--json`.
 */

const ROWS_PER_SECOND = 5_000
const TICK_MS = 5
const WARM_UP_SECONDS = 2

interface LedgerFigures {
  readonly rows: number
  readonly dropped: number
  readonly eventLoopDelayP99Ms: number
  readonly eventLoopDelayMaxMs: number
  /** The same without any row: what the machine and the load's own timer make of it. */
  readonly idleDelayP99Ms: number
  /** Over what the load's timer takes without any row; making the row is included. */
  readonly serverThreadUsPerRow: number
  readonly writerUsPerRow: number
}

function rowOf(id: number): RequestRow {
  const account = `key-${1 + (id % 10)}`
  const accountId = `0123456789abcdef0123456${id % 10}`
  const durationMs = 200 + (id % 3_000)
  return {
    id,
    time: Date.now(),
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: id % 4 === 0 ? 'claude-haiku-4-5' : 'claude-sonnet-4-5-20250929',
    stream: true,
    client: null,
    status: 200,
    end: 'ok',
    error: null,
    accountId,
    account,
    provider: 'anthropic',
    durationMs,
    firstByteMs: 150,
    usage: { input: 1_000 + (id % 500), output: 200, cacheRead: 4_000, cacheWrite5m: 0, cacheWrite1h: 0 },
    attempts: [
      { accountId, account, reason: 'round-robin', startedMs: 0, tookMs: durationMs, status: 200, result: 'success' },
    ],
    available: 10,
    passedOver: [],
  }
}

/** Calls `record` at the rate, in bursts of a few, until the time is over. Returns how many it made. */
async function feed(seconds: number, record: (count: number) => void): Promise<number> {
  const began = performance.now()
  const all = seconds * ROWS_PER_SECOND
  let made = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setInterval(() => {
    const due = Math.min(all, Math.floor(((performance.now() - began) / 1_000) * ROWS_PER_SECOND))
    if (due > made) record(due - made)
    made = Math.max(made, due)
    if (made >= all) resolve()
  }, TICK_MS)
  await promise
  clearInterval(timer)
  return made
}

/** Milliseconds at the 99th percentile, and the longest. */
async function delayDuring(run: () => Promise<unknown>): Promise<{ readonly p99: number; readonly max: number }> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  await run()
  delay.disable()
  return { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 }
}

/** Microseconds of this thread's CPU time. Over seconds: the kernel brings it up to date a few hundred times a second. */
async function ownCpuDuring(run: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage()
  await run()
  const used = process.threadCpuUsage(before)
  return used.user + used.system
}

async function measure(store: Store, seconds: number): Promise<LedgerFigures> {
  let id = 0
  const record = (count: number): void => {
    for (let index = 0; index < count; index += 1) store.ledger.record(rowOf((id += 1)))
  }
  await feed(WARM_UP_SECONDS, record)
  await store.flush()
  let idle = { p99: 0, max: 0 }
  const idleCpu = await ownCpuDuring(async () => {
    idle = await delayDuring(() => feed(seconds, () => undefined))
  })

  let rows = 0
  let delay = { p99: 0, max: 0 }
  const whole = process.cpuUsage()
  const ownCpu = await ownCpuDuring(async () => {
    delay = await delayDuring(async () => {
      rows = await feed(seconds, record)
    })
    await store.flush()
  })
  const used = process.cpuUsage(whole)
  return {
    rows,
    dropped: store.ledger.dropped,
    eventLoopDelayP99Ms: delay.p99,
    eventLoopDelayMaxMs: delay.max,
    idleDelayP99Ms: idle.p99,
    serverThreadUsPerRow: Math.max(0, ownCpu - idleCpu) / rows,
    writerUsPerRow: (used.user + used.system - ownCpu) / rows,
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '10' }, json: { type: 'boolean' } } })
  const folder = mkdtempSync(join(tmpdir(), 'claudeflare-ledger-'))
  const store = await openStore({
    path: join(folder, 'claudeflare.db'),
    backupsDir: join(folder, 'backups'),
    retention: { detailDays: 7, rollupDays: 365 },
    onProblem: (message) => process.stderr.write(`${message}\n`),
  })
  try {
    const figures = await measure(store, Math.min(Math.max(Number(values.seconds) || 10, 1), 120))
    process.stdout.write(values.json === true ? `${JSON.stringify(figures)}\n` : toText(figures))
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function toText(figures: LedgerFigures): string {
  return [
    `rows at ${ROWS_PER_SECOND}/s           ${figures.rows}, ${figures.dropped} dropped`,
    `event-loop delay p99       ${figures.eventLoopDelayP99Ms.toFixed(2)} ms (idle ${figures.idleDelayP99Ms.toFixed(2)} ms, longest ${figures.eventLoopDelayMaxMs.toFixed(2)} ms)`,
    `CPU on the server's thread ${figures.serverThreadUsPerRow.toFixed(2)} µs/row, making the row included`,
    `CPU on other threads       ${figures.writerUsPerRow.toFixed(2)} µs/row`,
    '',
  ].join('\n')
}

await main()
