import { Worker } from 'node:worker_threads'
import type { Analytics, AnalyticsSums } from '../../model/analytics.ts'
import type { AuditPage } from '../../model/audit.ts'
import type { LedgerQueries, PageRequest, RequestPage, StoredRequest } from '../../model/ledger-queries.ts'
import type { ModelPrice, PriceOverride } from '../../model/price.ts'
import { StoreError } from '../store-error.ts'
import { toStoreError } from './sqlite-failure.ts'
import { createThreadCalls } from './thread-calls.ts'
import type { ThreadCalls } from './thread-calls.ts'
import type { Answered, ReaderCall } from './thread-messages.ts'

/** Answers questions in a thread of its own, which starts with the first of them. */
export interface Reader {
  readonly queries: LedgerQueries
  modelPrices(since: number, overrides: readonly PriceOverride[]): Promise<readonly ModelPrice[]>
  audit(page: PageRequest): Promise<AuditPage>
  backup(file: string): Promise<void>
  close(): Promise<void>
}

interface ReaderThread {
  readonly worker: Worker
  readonly calls: ThreadCalls<ReaderCall>
}

/** `upToDate` resolves when what was recorded before is on disk, or the disk has been waited for long enough. */
export function createReader(path: string, upToDate: () => Promise<void>): Reader {
  let thread: ReaderThread | null = null
  let closed = false

  async function ask(what: ReaderCall): Promise<unknown> {
    await upToDate()
    if (closed) throw new StoreError('closed', `The database ${path} has been closed.`)
    thread ??= startThread(path, () => {
      thread = null
    })
    return await thread.calls.ask(what)
  }

  return {
    queries: {
      requests: async (filter, page) => (await ask({ kind: 'requests', filter, page })) as RequestPage,
      request: async (id) => (await ask({ kind: 'request', id })) as StoredRequest | null,
      requestsById: async (ids) => (await ask({ kind: 'requests_by_id', ids })) as StoredRequest[],
      sums: async (stretch) => (await ask({ kind: 'sums', stretch })) as AnalyticsSums,
      analytics: async (query) => (await ask({ kind: 'analytics', query })) as Analytics,
    },
    modelPrices: async (since, overrides) => (await ask({ kind: 'model_prices', since, overrides })) as ModelPrice[],
    audit: async (page) => (await ask({ kind: 'audit', page })) as AuditPage,
    async backup(file) {
      await ask({ kind: 'backup', file })
    },
    async close() {
      closed = true
      await thread?.worker.terminate()
    },
  }
}

function startThread(path: string, onEnd: () => void): ReaderThread {
  // Two names, since the package ships compiled: each is where the entry lies beside this file.
  const entry = import.meta.url.endsWith('.ts')
    ? new URL('./reader-thread.ts', import.meta.url)
    : new URL('./reader-thread.js', import.meta.url)
  const worker = new Worker(entry, { workerData: path, name: 'claudeflare-reader' })
  const calls = createThreadCalls<ReaderCall>(worker)
  worker.on('message', (answer: Answered) => calls.onAnswer(answer))
  worker.on('error', (error) => calls.onEnded(toStoreError(error, path)))
  worker.on('exit', () => {
    calls.onEnded(new StoreError('closed', `The database ${path} has been closed.`))
    onEnd()
  })
  return { worker, calls }
}
