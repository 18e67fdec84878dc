import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { ControlDeps } from '../../admin/ports.ts'
import type { ClientKeys } from '../../accounts/client-keys.ts'
import type { KeyLimits } from '../../accounts/key-limits.ts'
import type { Log } from '../../gateway/log.ts'
import type { RequestRow } from '../../model/ledger.ts'
import { BALANCED_POOL } from '../../model/pool.ts'
import type { Settings } from '../../model/settings.ts'
import { AlertSender } from '../../telemetry/alert-sender.ts'
import type { BudgetFacts, LedgerFacts } from '../../telemetry/attention-facts.ts'
import { Watch, type WatchFacts } from '../../telemetry/watch.ts'
import type { AlertFile } from './files/alert-file.ts'
import type { Pools } from './pools.ts'
import { createSideFetch } from './upstream/side-fetch.ts'

/** How often it is looked for what is to be told, ms. */
const LOOK_EVERY_MS = 5_000
/** How long a webhook may take, ms. */
const WEBHOOK_MS = 10_000

export interface WatcherParts {
  readonly settings: () => Settings
  readonly pools: Pick<Pools, 'get'>
  readonly keys: Pick<ClientKeys, 'list'>
  readonly limits: Pick<KeyLimits, 'standOf'>
  readonly ledger: LedgerFacts
  readonly log: Log
  /** `null` where nobody is told: a command looks once, and goes. */
  readonly file: AlertFile | null
  /** Counts the requests that ended meanwhile. */
  drain(): void
}

/** Looks at boards, budgets and requests for what a person should look at, and tells what begins and ends. */
export class Watcher {
  readonly #parts: WatcherParts
  readonly #watch: Watch
  readonly #sender: AlertSender
  #gateway = hostname()
  #timer: NodeJS.Timeout | null = null

  constructor(parts: WatcherParts) {
    const { settings, log, file } = parts
    this.#parts = parts
    this.#watch = new Watch(file?.read() ?? [])
    this.#sender = new AlertSender({
      target: () => {
        const { webhookUrl, webhookAuthorization } = settings().alerts
        if (webhookUrl === null) return null
        return { url: webhookUrl.reveal(), authorization: webhookAuthorization?.reveal() ?? null }
      },
      gateway: () => this.#gateway,
      // The address is the operator's own word; alerts are rare, and the proxy may have changed since the last.
      fetch: (input, init) =>
        createSideFetch({ outbound: settings().outbound, reach: 'anywhere', wholeMs: WEBHOOK_MS })(input, init),
      pause: (ms) => pause(ms, undefined, { ref: false }),
      log,
    })
  }

  /** Looks every 5 s from now on. `url` is where the gateway listens. */
  begin(url: string): void {
    this.#gateway = `${hostname()}:${new URL(url).port}`
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
  }

  end(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Resolves when what was told is kept. */
  async kept(): Promise<void> {
    await this.#parts.file?.settled()
  }

  count(rows: readonly RequestRow[]): void {
    this.#watch.count(rows, Date.now())
  }

  readonly attention: ControlDeps['attention'] = (now) => {
    this.#parts.drain()
    return [...this.#watch.attention(this.#facts(now), now)]
  }

  readonly test: ControlDeps['testAlert'] = () => this.#sender.test(Date.now())

  #look(): void {
    const now = Date.now()
    this.#parts.drain()
    for (const event of this.#watch.alerts(this.#facts(now), now)) this.#sender.tell(event)
    this.#parts.file?.save(this.#watch.toRecords())
  }

  #facts(now: number): WatchFacts {
    const { settings, pools, ledger } = this.#parts
    const { loadBalancer, alerts, pools: policies } = settings()
    const { dropped, queued } = ledger
    return {
      pools: policies.flatMap(({ name }) => {
        const pool = pools.get(name)
        if (pool === null) return []
        return [{ view: pool.board.view(now), enabled: name !== BALANCED_POOL || loadBalancer.enabled }]
      }),
      budgets: this.#budgets(now),
      ledger: { dropped, queued },
      budgetShare: alerts.budgetShare,
    }
  }

  #budgets(now: number): readonly BudgetFacts[] {
    const { keys, limits } = this.#parts
    return keys.list().flatMap((key) => {
      const stand = key.budget === null ? null : limits.standOf(key, now)
      if (key.budget === null || stand === null) return []
      return [{ keyId: key.id, name: key.name, ...key.budget, ...stand }]
    })
  }
}
