import { openStore } from '../../src/stores/sqlite/open-store.ts'
import { exampleRow } from './example-row.ts'

/**
 * A process that records requests until it is ended, for tests that end it badly or take its disk away. It prints a line
 * of JSON every 10 ms. Arguments: the database's path, rows per 10 ms.
 */

const TICK_MS = 10

const [path = '', perTick = '10'] = process.argv.slice(2)
const problems: string[] = []
const store = await openStore({
  path,
  backupsDir: `${path}.backups`,
  retention: { detailDays: 7, rollupDays: 365 },
  onProblem: (message) => problems.push(message),
})
let id = store.lastRequestId()
const timer = setInterval(() => {
  for (let count = 0; count < Number(perTick); count += 1) {
    id += 1
    store.ledger.record(exampleRow(id, { time: Date.now() }))
  }
  report(false)
}, TICK_MS)

process.once('SIGTERM', () => {
  clearInterval(timer)
  void store.close().finally(() => report(true))
})

function report(closed: boolean): void {
  const { dropped, queued } = store.ledger
  process.stdout.write(`${JSON.stringify({ id, time: Date.now(), dropped, queued, problems, closed })}\n`)
}
