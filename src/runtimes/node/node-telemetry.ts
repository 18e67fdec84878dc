import { ChangeNotes } from '../../admin/change-notes.ts'
import type { ControlDeps } from '../../admin/ports.ts'
import type { LedgerPort } from '../../model/ledger.ts'
import type { Store } from '../../stores/store.ts'
import { FinishedRows } from '../../telemetry/finished-rows.ts'
import { LiveBook } from '../../telemetry/live-book.ts'
import { MetricsBook } from '../../telemetry/metrics-book.ts'
import type { ServerFacts } from '../../telemetry/metrics-process.ts'
import { RefusalCounts } from '../../telemetry/refusal-counts.ts'
import { RowFollowers } from '../../telemetry/row-follower.ts'
import { createNodeLive, everyMs } from './node-live.ts'
import { createNodeMetrics } from './node-metrics.ts'
import type { WatcherParts } from './watcher.ts'
import { Watcher } from './watcher.ts'

/** How often whoever counts requests that have ended is told of them, ms. */
const TELL_EVERY_MS = 100

export interface NodeTelemetryParts extends Omit<WatcherParts, 'drain' | 'ledger'> {
  readonly store: Pick<Store, 'ledger' | 'queries' | 'onPriced'>
  /** What the server is busy with now. */
  readonly server: () => ServerFacts
}

/** All that looks on while calls are served: live figures, events, metrics, what a person should look at, who is told. */
export interface NodeTelemetry {
  /** Where requests that end are put: they are counted a little later, off their path. */
  readonly ledger: LedgerPort
  readonly watcher: Watcher
  /** Requests that no pool took. */
  readonly refusals: RefusalCounts
  /** What the control API is given of it. */
  readonly ports: Pick<ControlDeps, 'live' | 'listening' | 'changes' | 'metrics' | 'attention' | 'testAlert'>
  /** Nobody listens to events any more, and nobody is told. What ends meanwhile is counted. */
  beginDrain(): void
  /** Counts what has ended, for the last time. */
  end(): void
}

export function createNodeTelemetry(parts: NodeTelemetryParts): NodeTelemetry {
  const { store, settings, server } = parts
  const book = new LiveBook()
  const followers = new RowFollowers()
  const changes = new ChangeNotes()
  const closing = new AbortController()
  const metrics = new MetricsBook({
    providerOf: (id) => settings().accounts.find((account) => account.id === id)?.provider ?? null,
  })
  const refusals = new RefusalCounts()
  const watcher = new Watcher({ ...parts, ledger: store.ledger, drain: () => finished.drain() })
  const finished = new FinishedRows(store.ledger, [
    metrics.add,
    (rows) => watcher.count(rows),
    (rows) => book.add(rows, Date.now()),
    (rows) => followers.add(rows),
  ])
  const stopTelling = everyMs(TELL_EVERY_MS, () => finished.drain())
  store.onPriced((sums) => {
    // The rows go first: they bring the names of models.
    finished.drain()
    metrics.addCosts(sums)
  })

  function beginDrain(): void {
    watcher.end()
    closing.abort()
  }

  return {
    ledger: finished,
    watcher,
    refusals,
    ports: {
      live: createNodeLive({ finished, followers, book, queries: store.queries }),
      listening: {
        tickMs: TELL_EVERY_MS,
        longestMs: null,
        closing: closing.signal,
        every: everyMs,
        refresh: () => {},
      },
      changes,
      metrics: createNodeMetrics({ finished, metrics, refusals, server, ledger: store.ledger }),
      attention: watcher.attention,
      testAlert: watcher.test,
    },
    beginDrain,
    end() {
      stopTelling()
      finished.drain()
      beginDrain()
    },
  }
}
