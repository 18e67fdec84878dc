import type { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { prepareAccountTable } from './account-table.ts'
import { prepareAuditTable } from './audit-table.ts'
import { createBatchWriter, readLastRequestId } from './batch-writer.ts'
import { prepareKeyTable } from './key-table.ts'
import { openDatabase } from './open-database.ts'
import { prepareRetirement } from './retention.ts'
import { createRetryQueue } from './retry-queue.ts'
import { prepareSessionTable } from './session-table.ts'
import { prepareSpendTable } from './spend-table.ts'
import { toStoreError } from './sqlite-failure.ts'
import { toThreadResult } from './thread-calls.ts'
import type { Batch, FromWriter, Retention, ToWriter, WriterCall, WriterOptions } from './thread-messages.ts'

/** The entry of the thread that holds the only connection that writes. */

/** What is past its time is looked for so often; the first time soon after the start, but not in it. */
const SWEEP_MS = 60_000
/** Between two slices, so that batches go first. */
const SLICE_PAUSE_MS = 10

const port = parentPort
if (port !== null) start(workerData as WriterOptions, (message) => port.postMessage(message))

function start(options: WriterOptions, tell: (message: FromWriter) => void): void {
  try {
    const database = openDatabase(options)
    serve(database, options, tell)
    tell({ kind: 'opened', lastRequestId: readLastRequestId(database) })
  } catch (error) {
    const { code, message } = toStoreError(error, options.path)
    tell({ kind: 'refused', code, message })
  }
}

function serve(database: DatabaseSync, options: WriterOptions, tell: (message: FromWriter) => void): void {
  const keys = prepareKeyTable(database)
  const accounts = prepareAccountTable(database)
  const sessions = prepareSessionTable(database)
  const audit = prepareAuditTable(database)
  const spends = prepareSpendTable(database)
  let rules = options.rules
  const writer = createBatchWriter(database, keys, { now: () => Date.now(), overrides: () => rules.prices })
  const queue = createRetryQueue<Batch>(options.path, {
    write: (batch) => writer.write(batch),
    sizeOf: (batch) => batch.size,
    onSettled: (batch, dropped) => tell({ kind: 'settled', size: batch.size, dropped, costs: writer.takeCosts() }),
    onProblem: (message) => tell({ kind: 'problem', message }),
    later: (delayMs, run) => setTimeout(run, delayMs),
    now: () => performance.now(),
  })
  const sweeping = sweep(database, rules.retention, options.firstSweepMs)

  function answer(what: WriterCall): unknown {
    switch (what.kind) {
      case 'flush':
        return queue.drain()
      case 'close':
        queue.drain()
        sweeping.stop()
        return database.close()
      case 'keep_board':
        return writer.keepBoard(what.save)
      case 'list_keys':
        return keys.list()
      case 'keys_ever_kept':
        return keys.everKept()
      case 'list_spends':
        return spends.list()
      case 'insert_key':
        return keys.insert(what.record)
      case 'delete_key':
        return keys.delete(what.id)
      case 'accounts':
        return accounts.answer(what.call)
      case 'list_sessions':
        return sessions.list()
      case 'insert_session':
        return sessions.insert(what.record)
      case 'delete_session':
        return sessions.delete(what.hash)
      case 'touch_session':
        return sessions.touch(what.hash, what.at)
      case 'record_audit':
        return audit.record(what.entry)
    }
  }

  port?.on('message', (message: ToWriter) => {
    switch (message.kind) {
      case 'batch':
        message.batch.boards.forEach((save) => writer.addBoard(save))
        writer.addHoldings(message.batch.holdings)
        return queue.push(message.batch)
      case 'rules':
        rules = message.rules
        return sweeping.keep(rules.retention)
      case 'call':
        return tell({
          kind: 'answer',
          call: message.call,
          result: toThreadResult(options.path, () => answer(message.what)),
        })
    }
  })
}

interface Sweeping {
  /** Keeps things so long from now on; what is past it goes soon. */
  keep(retention: Retention): void
  stop(): void
}

/** A slice that fails is tried again at the next sweep and not told of: batches tell of a disk that fails. */
function sweep(database: DatabaseSync, first: Retention, firstMs: number): Sweeping {
  let retirement = prepareRetirement(database, first)
  let timer = setTimeout(slice, firstMs)
  function slice(): void {
    timer = setTimeout(slice, trySlice() === 'more' ? SLICE_PAUSE_MS : SWEEP_MS)
  }
  function trySlice(): 'more' | 'done' {
    try {
      return retirement.slice(Date.now())
    } catch {
      return 'done'
    }
  }
  return {
    keep(retention) {
      retirement = prepareRetirement(database, retention)
      clearTimeout(timer)
      timer = setTimeout(slice, SLICE_PAUSE_MS)
    },
    stop: () => clearTimeout(timer),
  }
}
