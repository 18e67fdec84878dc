import type { RequestRow } from '../src/model/ledger.ts'
import { MetricsBook } from '../src/telemetry/metrics-book.ts'
import { printMetrics } from '../src/telemetry/metrics-exposition.ts'

/** Prints what counting a request for `/metrics` costs, and what one scrape does, with few models and with as many as there may be. */

const BATCH = 500
const BATCHES = 400
const ROUNDS = 5
const ACCOUNTS = 10

/** `model` is made anew for each row, as it is when it is read from a body. */
function rowOf(id: number, model: Buffer): RequestRow {
  const account = `key-${1 + (id % ACCOUNTS)}`
  const accountId = `0123456789abcdef0123456${id % ACCOUNTS}`
  const durationMs = 200 + (id % 3_000)
  return {
    id,
    time: 0,
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: model.toString('latin1'),
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
      {
        accountId,
        account,
        reason: 'round-robin',
        startedMs: 0,
        tookMs: durationMs,
        status: 200,
        result: 'success',
        kind: 'success',
      },
    ],
    available: ACCOUNTS,
    passedOver: [],
  }
}

function measure(models: number): string {
  const names = Array.from({ length: models }, (_, i) => Buffer.from(`claude-sonnet-4-5-${20250929 + i}`))
  const book = new MetricsBook({ providerOf: () => null })
  const micros = Array.from({ length: ROUNDS }, () => {
    const batches = Array.from({ length: BATCHES }, (_, batch) =>
      Array.from({ length: BATCH }, (_, i) => rowOf(batch * BATCH + i, names[(batch + i) % models] ?? Buffer.alloc(0))),
    )
    const before = process.threadCpuUsage()
    for (const batch of batches) book.add(batch)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / (BATCH * BATCHES)
  })
  const before = process.threadCpuUsage()
  const parts = [...printMetrics(book.readings(), 'text')]
  const { user, system } = process.threadCpuUsage(before)
  const bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const row = micros.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0
  return `${models} models: ${row.toFixed(2)} µs a row; a scrape ${((user + system) / 1_000).toFixed(1)} ms, ${(bytes / 1e6).toFixed(2)} MB in ${parts.length} parts`
}

for (const models of [2, 20, 200]) process.stdout.write(`${measure(models)}\n`)
