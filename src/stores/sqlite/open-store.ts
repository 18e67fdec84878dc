import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { KeySpend } from '../../model/key-spend.ts'
import type { PricedSum } from '../../model/priced-sum.ts'
import type { PriceOverride } from '../../model/price.ts'
import { StoreError } from '../store-error.ts'
import type { Store, StoreRules } from '../store.ts'
import { createAsyncDbWriter } from './async-db-writer.ts'
import { askAccounts } from './ask-accounts.ts'
import type { AsyncDbWriter } from './async-db-writer.ts'
import { readBoard } from './board-table.ts'
import { readHoldings } from './holding-table.ts'
import { openForReading } from './open-database.ts'
import { createReader } from './reader.ts'
import { toStoreError } from './sqlite-failure.ts'
import { createThreadCalls } from './thread-calls.ts'
import type { ThreadCalls } from './thread-calls.ts'
import type { FromWriter, Retention, ToWriter, WriterCall, WriterOptions } from './thread-messages.ts'

const FLUSH_INTERVAL_MS = 50
const QUEUE_LIMIT = 50_000
/** A question waits so long for the rows recorded before it; then it is answered without them. */
const READ_WAIT_MS = 200
const FIRST_SWEEP_MS = 5_000

export interface OpenStoreOptions {
  /** Made, with its folder, where it does not exist. */
  readonly path: string
  /** Where the copy goes that precedes a migration. */
  readonly backupsDir: string
  readonly retention: Retention
  /** What models cost by the operator's word; none where it is absent. */
  readonly prices?: readonly PriceOverride[]
  /** Told in a sentence when writing begins to fail, and when it works again. */
  readonly onProblem: (message: string) => void
  readonly flushIntervalMs?: number
  /** Rows that may wait for the disk. */
  readonly queueLimit?: number
  /** How long a question waits for the rows recorded before it: 200 ms by default. */
  readonly readWaitMs?: number
  /** When what is past its time goes for the first time: 5 s after the start by default. */
  readonly firstSweepMs?: number
}

/**
 * State in a SQLite file. A thread of its own holds the connection that writes, so that the server never waits for a
 * disk. Rejects with a `StoreError`.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { path, onProblem } = options
  const { worker, lastRequestId } = await startWriter(options)
  const calls = createThreadCalls<WriterCall>(worker)
  const writer = createAsyncDbWriter({
    post: (message, moved) => worker.postMessage(message, [...moved]),
    onProblem,
    flushIntervalMs: options.flushIntervalMs ?? FLUSH_INTERVAL_MS,
    queueLimit: options.queueLimit ?? QUEUE_LIMIT,
  })
  const reader = createReader(path, () => writer.settled(options.readWaitMs ?? READ_WAIT_MS))
  let closing: Promise<void> | null = null
  let onPriced: (sums: readonly PricedSum[]) => void = ignore
  let rulesText = JSON.stringify(rulesOf(options))

  worker.on('message', (message: FromWriter) =>
    onMessage(message, { writer, calls, onProblem, onPriced: (sums) => onPriced(sums) }),
  )
  worker.on('error', (error) => {
    calls.onEnded(toStoreError(error, path))
    onProblem(
      `The thread that writes ${path} has ended (${error.message}). Nothing is recorded any more: restart the server.`,
    )
  })
  worker.on('exit', () => {
    writer.onEnded()
    calls.onEnded(new StoreError('closed', `The database ${path} has been closed.`))
  })

  async function close(): Promise<void> {
    writer.handOver()
    // The last connection to close folds the log into the file; one that only reads could not.
    await reader.close()
    await calls.ask({ kind: 'close' })
    await worker.terminate()
  }

  return {
    ledger: writer,
    keys: {
      list: async () => (await calls.ask({ kind: 'list_keys' })) as ClientKeyRecord[],
      everKept: async () => (await calls.ask({ kind: 'keys_ever_kept' })) === true,
      async insert(record) {
        await calls.ask({ kind: 'insert_key', record })
      },
      async delete(id) {
        await calls.ask({ kind: 'delete_key', id })
      },
      touch: (id, at) => writer.touchKey(id, at),
      spends: async () => (await calls.ask({ kind: 'list_spends' })) as KeySpend[],
      saveSpend: (spend) => writer.saveSpend(spend),
    },
    accounts: askAccounts((call) => calls.ask({ kind: 'accounts', call })),
    sessions: {
      list: async () => (await calls.ask({ kind: 'list_sessions' })) as SessionRecord[],
      async insert(record) {
        await calls.ask({ kind: 'insert_session', record })
      },
      async delete(hash) {
        await calls.ask({ kind: 'delete_session', hash })
      },
      touch: (hash, at) => void calls.ask({ kind: 'touch_session', hash, at }).catch(ignore),
    },
    audit: {
      async record(entry) {
        await calls.ask({ kind: 'record_audit', entry })
      },
      list: (page) => reader.audit(page),
    },
    queries: reader.queries,
    onPriced: (listener) => void (onPriced = listener),
    modelPrices: (since, overrides) => reader.modelPrices(since, overrides),
    setRules({ retention, prices }) {
      const rules: StoreRules = { retention, prices }
      const text = JSON.stringify(rules)
      if (text === rulesText) return
      rulesText = text
      // What was recorded before goes by the rules of before.
      writer.handOver()
      const message: ToWriter = { kind: 'rules', rules }
      worker.postMessage(message, [])
    },
    lastRequestId: () => lastRequestId,
    saveBoard: (pool, changes) => writer.saveBoard(pool, changes),
    async keepBoard(pool, changes) {
      // What was changed before goes first, else it would come last.
      writer.handOver()
      await calls.ask({ kind: 'keep_board', save: { pool, changes } })
    },
    loadBoard: (pool) => readOnce(path, (database) => readBoard(database, pool)),
    saveHoldings: (changes) => writer.saveHoldings(changes),
    loadHoldings: (atMost) => readOnce(path, (database) => readHoldings(database, atMost)),
    async flush() {
      writer.handOver()
      await calls.ask({ kind: 'flush' })
    },
    backup: (file) => reader.backup(file),
    close: () => (closing ??= close()),
  }
}

/** On a connection of its own, which is closed again. */
function readOnce<Read>(path: string, read: (database: DatabaseSync) => Read): Read {
  const database = openForReading(path)
  try {
    return read(database)
  } catch (error) {
    throw toStoreError(error, path)
  } finally {
    database.close()
  }
}

interface Ports {
  readonly writer: AsyncDbWriter
  readonly calls: ThreadCalls<WriterCall>
  readonly onProblem: (message: string) => void
  readonly onPriced: (sums: readonly PricedSum[]) => void
}

function onMessage(message: FromWriter, { writer, calls, onProblem, onPriced }: Ports): void {
  switch (message.kind) {
    case 'settled':
      if (message.costs.length > 0) onPriced(message.costs)
      return writer.onSettled(message.size, message.dropped)
    case 'answer':
      return calls.onAnswer(message)
    case 'problem':
      return onProblem(message.message)
    case 'opened':
    case 'refused':
      // Said once, before anyone listens here.
      return
  }
}

interface StartedWriter {
  readonly worker: Worker
  readonly lastRequestId: number
}

function startWriter(options: OpenStoreOptions): Promise<StartedWriter> {
  const { path, backupsDir, firstSweepMs = FIRST_SWEEP_MS } = options
  const workerData: WriterOptions = { path, backupsDir, rules: rulesOf(options), firstSweepMs }
  // Two names, since the package ships compiled: each is where the entry lies beside this file.
  const entry = import.meta.url.endsWith('.ts')
    ? new URL('./writer-thread.ts', import.meta.url)
    : new URL('./writer-thread.js', import.meta.url)
  const worker = new Worker(entry, { workerData, name: 'claudeflare-writer' })
  const { promise, resolve, reject } = Promise.withResolvers<StartedWriter>()
  const onError = (error: Error): void => reject(toStoreError(error, path))
  const onExit = (): void => reject(new StoreError('closed', `The thread that writes ${path} ended at once.`))
  worker.once('error', onError)
  worker.once('exit', onExit)
  worker.once('message', (message: FromWriter) => {
    worker.off('error', onError)
    worker.off('exit', onExit)
    if (message.kind === 'opened') resolve({ worker, lastRequestId: message.lastRequestId })
    else if (message.kind === 'refused') reject(new StoreError(message.code, message.message))
  })
  return promise
}

function rulesOf({ retention, prices = [] }: OpenStoreOptions): StoreRules {
  return { retention, prices }
}

function ignore(): void {
  // Losing a touch ends a session early at worst; that the disk refuses is told by what must be kept. And what costs are,
  // nobody may want to know.
}
