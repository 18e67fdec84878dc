import { parentPort, workerData } from 'node:worker_threads'
import { findAnalytics } from './analytics-queries.ts'
import { findAuditEntries } from './audit-queries.ts'
import { copyDatabase } from './backup.ts'
import { createKysely } from './kysely-database.ts'
import { findModelPrices } from './model-price-queries.ts'
import { openForReading } from './open-database.ts'
import { findRequest, findRequests, findRequestsById } from './request-queries.ts'
import { findSums } from './sum-queries.ts'
import { toFailure } from './thread-calls.ts'
import type { Answered, Asked, ReaderCall, ThreadResult } from './thread-messages.ts'

/** The entry of the thread that answers questions: in WAL mode reading and writing do not wait for each other. */

const port = parentPort
if (port !== null) serve(String(workerData), (message) => port.postMessage(message))

function serve(path: string, tell: (message: Answered) => void): void {
  const database = openForReading(path)
  const ledger = createKysely(database)

  function answer(what: ReaderCall): unknown {
    switch (what.kind) {
      case 'requests':
        return findRequests(ledger, what.filter, what.page)
      case 'request':
        return findRequest(ledger, what.id)
      case 'requests_by_id':
        return findRequestsById(ledger, what.ids)
      case 'sums':
        return findSums(database, what.stretch)
      case 'analytics':
        return findAnalytics(database, what.query)
      case 'model_prices':
        return findModelPrices(database, what)
      case 'audit':
        return findAuditEntries(database, what.page)
      case 'backup':
        copyDatabase(database, what.file)
        return null
    }
  }

  async function toResult(what: ReaderCall): Promise<ThreadResult> {
    try {
      return { ok: true, value: await answer(what) }
    } catch (error) {
      return toFailure(path, error)
    }
  }

  port?.on('message', ({ call, what }: Asked<ReaderCall>) => {
    void toResult(what).then((result) => tell({ kind: 'answer', call, result }))
  })
}
