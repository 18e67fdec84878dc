import type { PoolView } from '../../balancer/view.ts'
import type { RequestFilter, StoredRequest } from '../../model/ledger-queries.ts'
import type { LedgerPort } from '../../model/ledger.ts'
import { toPricedSum } from '../../model/priced-sum.ts'
import type { AlertEvent } from '../../telemetry/alerts.ts'
import type { Attention } from '../../telemetry/attention-row.ts'
import type { LiveSnapshot } from '../../telemetry/live-snapshot.ts'
import { MetricsBook } from '../../telemetry/metrics-book.ts'
import { toLedgerReadings } from '../../telemetry/metrics-process.ts'
import type { Reading } from '../../telemetry/metrics-reading.ts'
import { RefusalCounts } from '../../telemetry/refusal-counts.ts'
import { PoolLately } from './pool-lately.ts'
import type { PoolWatchPorts } from './pool-watch.ts'
import { PoolWatch } from './pool-watch.ts'
import type { PoolWriter } from './pool-writer.ts'
import type { FinishedSince } from './rpc.ts'

export interface PoolTelemetryPorts extends PoolWatchPorts {
  readonly writer: Pick<PoolWriter, 'queued' | 'dropped' | 'record'>
  /** How the pool stands now; what has ended without a word is over. */
  readonly view: () => PoolView
  readonly now: () => number
}

/** All that looks on in a pool's object: what has ended lately, metrics, what a person should look at, who is told. */
export class PoolTelemetry {
  readonly #ports: PoolTelemetryPorts
  readonly #lately: PoolLately
  readonly #metrics: MetricsBook
  readonly #watch: PoolWatch
  /** Requests that its client keys' limits kept out. */
  readonly refusals = new RefusalCounts()
  /** Where requests that end are put: they are counted on their way. */
  readonly ledger: LedgerPort

  constructor(ports: PoolTelemetryPorts) {
    this.#ports = ports
    this.#lately = new PoolLately(ports.now())
    this.#metrics = new MetricsBook({
      providerOf: (id) => ports.settings().accounts.find((account) => account.id === id)?.provider ?? null,
    })
    this.#watch = new PoolWatch(ports)
    this.ledger = this.#watch.counting(ports.writer, ports.now)
  }

  /** A request has ended, and its cost is reckoned. */
  onEnded(row: StoredRequest): void {
    this.#lately.add(row, this.#ports.now())
    this.#metrics.add([row])
    const sum = toPricedSum(row, row.cost)
    if (sum !== null) this.#metrics.addCosts([sum])
  }

  metrics(): readonly Reading[] {
    return [...this.#metrics.readings(), ...this.refusals.readings(), ...toLedgerReadings(this.#ports.writer)]
  }

  /** What a person should look at, the most pressing first. */
  attention(): readonly Attention[] {
    return this.#watch.attention(this.#ports.view(), this.#ports.now())
  }

  /** What began or ended since the last look; that it is told is on disk. */
  alerts(): readonly AlertEvent[] {
    return this.#watch.alerts(this.#ports.view(), this.#ports.now())
  }

  /** When it is to be looked for alerts again although nothing has changed; `null` where time alone brings none. */
  alertsDueAt(): number | null {
    return this.#watch.dueAt(this.#ports.now())
  }

  live(): LiveSnapshot {
    // What has ended without a word counts.
    this.#ports.view()
    return this.#lately.read(this.#ports.now())
  }

  finished(after: number | null, filter: RequestFilter): FinishedSince {
    return this.#lately.since(after, filter)
  }
}
