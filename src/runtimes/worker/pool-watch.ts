import type { PoolView } from '../../balancer/view.ts'
import type { LedgerPort, RequestRow } from '../../model/ledger.ts'
import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import { decodeAlertRecords, encodeAlertRecords } from '../../telemetry/alert-records.ts'
import type { AlertEvent } from '../../telemetry/alerts.ts'
import type { Attention } from '../../telemetry/attention-row.ts'
import type { BudgetFacts } from '../../telemetry/attention-facts.ts'
import { Watch, type WatchFacts } from '../../telemetry/watch.ts'

export interface PoolWatchPorts {
  readonly store: Pick<PoolStore, 'alerts' | 'setAlerts'>
  readonly settings: () => Settings
  readonly budgets: (now: number) => readonly BudgetFacts[]
}

/** What a person should look at of one pool, and what is to be told of it. Epoch ms by the object's clock. */
export class PoolWatch {
  readonly #ports: PoolWatchPorts
  readonly #watch: Watch
  #kept: string

  constructor(ports: PoolWatchPorts) {
    this.#ports = ports
    this.#kept = ports.store.alerts()
    this.#watch = new Watch(decodeAlertRecords(this.#kept))
  }

  /** A ledger that also counts what goes into it. */
  counting(ledger: LedgerPort, now: () => number): LedgerPort {
    return {
      record: (row: RequestRow) => {
        ledger.record(row)
        this.#watch.count([row], now())
      },
    }
  }

  attention(view: PoolView, now: number): readonly Attention[] {
    return this.#watch.attention(this.#facts(view, now), now)
  }

  /** What is to be told now; that it was told is on disk when it returns. */
  alerts(view: PoolView, now: number): readonly AlertEvent[] {
    const events = this.#watch.alerts(this.#facts(view, now), now)
    const text = encodeAlertRecords(this.#watch.toRecords())
    if (text !== this.#kept) this.#ports.store.setAlerts(text)
    this.#kept = text
    return events
  }

  /** When it is to be looked for alerts again although nothing has changed; `null` where time alone brings none. */
  dueAt(now: number): number | null {
    return this.#watch.dueAt(now)
  }

  #facts(view: PoolView, now: number): WatchFacts {
    const { settings, budgets } = this.#ports
    const { loadBalancer, alerts } = settings()
    return {
      pools: [{ view, enabled: view.policy.name !== BALANCED_POOL || loadBalancer.enabled }],
      budgets: budgets(now),
      // What storage does not take is told in the log.
      ledger: { dropped: 0, queued: 0 },
      budgetShare: alerts.budgetShare,
    }
  }
}
