import type { AlertEvent, AlertRecord } from './alerts.ts'
import { AlertBook } from './alerts.ts'
import { AlertThrottle } from './alert-throttle.ts'
import type { Attention } from './attention-row.ts'
import { AttentionBook } from './attention.ts'
import type { AttentionFacts, PoolFacts } from './attention-facts.ts'
import type { OnFinishedRows } from './finished-rows.ts'
import { ErrorRates } from './error-rates.ts'
import { sumUp } from './sum-up.ts'

/** What a runtime looks up for it: the boards as people see them, and the rest of the facts. */
export interface WatchFacts extends Omit<AttentionFacts, 'pools'> {
  readonly pools: readonly Omit<PoolFacts, 'errors'>[]
}

/** What is so now and what is to be told of it: attention and alerts, put together. Times are epoch ms. */
export class Watch {
  readonly #rates = new ErrorRates()
  readonly #attention = new AttentionBook()
  readonly #alerts: AlertBook
  readonly #throttle = new AlertThrottle()

  /** `kept` is what was told before a restart. */
  constructor(kept: readonly AlertRecord[]) {
    this.#alerts = new AlertBook(kept)
  }

  count(rows: Parameters<OnFinishedRows>[0], now: number): void {
    this.#rates.count(rows, now)
  }

  /** For people: the most pressing first, at most 100. */
  attention(facts: WatchFacts, now: number): readonly Attention[] {
    return sumUp(this.#look(facts, now), now)
  }

  /** What is to be told at this look. */
  alerts(facts: WatchFacts, now: number): readonly AlertEvent[] {
    return this.#throttle.offer(this.#alerts.look(this.#look(facts, now), now), now)
  }

  /** When it is to be looked for alerts again although nothing has changed; `null` where time alone brings none. */
  dueAt(now: number): number | null {
    const due = [this.#alerts.dueAt(now), this.#throttle.dueAt].filter((at) => at !== null)
    return due.length === 0 ? null : Math.min(...due)
  }

  /** What must survive a restart. */
  toRecords(): readonly AlertRecord[] {
    return this.#alerts.toRecords()
  }

  #look({ pools, ...facts }: WatchFacts, now: number): readonly Attention[] {
    const rated = pools.map((pool) => ({ ...pool, errors: this.#rates.of(pool.view.policy.name, now) }))
    return this.#attention.look({ ...facts, pools: rated }, now)
  }
}
