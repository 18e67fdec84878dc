import { DurableObject } from 'cloudflare:workers'
import type { PoolView } from '../../balancer/view.ts'
import type { Failure, Refused } from '../../gateway/step.ts'
import type { AnalyticsQuery } from '../../model/analytics.ts'
import type { LimitsTold } from '../../model/limit.ts'
import type { PageRequest, RequestFilter, RequestPage, StoredRequest, TimeStretch } from '../../model/ledger-queries.ts'
import type { RawAnalytics } from '../../stores/raw-analytics.ts'
import type { Sums } from '../../stores/sums.ts'
import { createModelPrices } from '../../stores/model-prices.ts'
import type { Attention } from '../../telemetry/attention-row.ts'
import type { LiveSnapshot } from '../../telemetry/live-snapshot.ts'
import type { Reading } from '../../telemetry/metrics-reading.ts'
import type { PoolCore } from './pool-core.ts'
import type { Begun } from './begin-pool.ts'
import { beginPool, loadPoolSettings } from './begin-pool.ts'
import { createAlertSender } from './alert-sender.ts'
import { LookAfter } from './look-after.ts'
import type { WorkerEnv } from './env.ts'
import type {
  AskedModelPrice,
  Ending,
  FinishedSince,
  Forgotten,
  GatewayState,
  Opened,
  Opening,
  PoolRpc,
  Remembered,
  Stand,
} from './rpc.ts'
import { StayAwake } from './stay-awake.ts'
import { gatewayAsker } from './stubs.ts'

/** Longer than the minute that a client key's rate looks back, and the two that failures are held against an account. */
const AWAKE_MS = 125_000

/** One pool's Durable Object: the authority on selection, health, sessions and counters, exact under concurrency. */
export class PoolObject extends DurableObject<WorkerEnv> implements PoolRpc {
  #begun: Begun | null = null
  readonly #alerts = createAlertSender(
    () => this.#core.settings,
    () => this.#now.log,
  )
  #looking: LookAfter | null = null
  readonly #awake = new StayAwake(AWAKE_MS)

  constructor(ctx: DurableObjectState, env: WorkerEnv) {
    super(ctx, env)
    // Nothing is answered before keys and settings are known: what was revoked while this object slept must not pass.
    void ctx.blockConcurrencyWhile(async () => {
      const begun = beginPool({ ctx, env }, await this.#fetchState(), await ctx.storage.getAlarm())
      this.#begun = begun
      this.#looking = new LookAfter({ ...begun, look: () => this.#look() })
    })
  }

  async open(opening: Opening): Promise<Opened> {
    if (opening.revision > this.#core.revision) await this.takeState(await this.#fetchState())
    return this.#changing((core) => core.open(opening))
  }

  async takeRate(keyId: string): Promise<number> {
    return this.#changing((core) => core.takeRate(keyId))
  }

  async refused(id: number, attempt: number, refused: Refused): Promise<Stand | Forgotten> {
    return this.#changing((core) => core.refused(id, attempt, refused))
  }

  async failed(id: number, attempt: number, failure: Failure): Promise<Stand | Forgotten> {
    return this.#changing((core) => core.failed(id, attempt, failure))
  }

  async waited(id: number): Promise<Stand | Forgotten> {
    return this.#changing((core) => core.waited(id))
  }

  async alive(id: number, answered: number | null, limits?: LimitsTold | null): Promise<Forgotten | null> {
    return this.#changing((core) => core.alive(id, answered, limits))
  }

  async held(id: number, resources: readonly string[]): Promise<Forgotten | null> {
    return this.#changing((core) => core.held(id, resources))
  }

  /** Answers when it is on disk: nobody waits for that but a Worker that would tell it again. */
  async end(id: number, ending: Ending): Promise<Forgotten | null> {
    const forgotten = this.#changing((core) => core.end(id, ending))
    if (forgotten === null) await this.#core.written()
    return forgotten
  }

  async adopt(remembered: Remembered): Promise<void> {
    this.#changing((core) => core.adopt(remembered))
  }

  async budgets(): ReturnType<PoolRpc['budgets']> {
    return this.#core.budgets()
  }

  async attention(): Promise<readonly Attention[]> {
    return this.#core.telemetry.attention()
  }

  async modelPrices(since: number): Promise<readonly AskedModelPrice[]> {
    const priceOf = createModelPrices(() => this.#core.settings.prices)
    return this.#core.reads.models(since).map((model) => ({ ...priceOf(model, Date.now()), requests: model.requests }))
  }

  async view(): Promise<PoolView> {
    return this.#core.view()
  }

  async metrics(): Promise<readonly Reading[]> {
    return this.#core.telemetry.metrics()
  }

  async pause(id: string, reason: string): Promise<void> {
    this.#changing((core) => core.pause(id, reason))
  }

  async resume(id: string): Promise<void> {
    this.#changing((core) => core.resume(id))
  }

  async reset(id: string | null): Promise<void> {
    this.#changing((core) => core.reset(id))
  }

  async requests(filter: RequestFilter, page: PageRequest): Promise<RequestPage> {
    return this.#core.reads.requests(filter, page)
  }

  async request(id: number): Promise<StoredRequest | null> {
    return this.#core.reads.request(id)
  }

  async live(): Promise<LiveSnapshot> {
    return this.#core.telemetry.live()
  }

  async finished(after: number | null, filter?: RequestFilter | null): Promise<FinishedSince> {
    return this.#core.telemetry.finished(after, filter ?? {})
  }

  async analytics(query: AnalyticsQuery): Promise<RawAnalytics> {
    return this.#core.reads.analytics(query)
  }

  async sums(stretch: TimeStretch): Promise<Sums> {
    return this.#core.reads.sums(stretch)
  }

  async takeState(state: GatewayState): Promise<void> {
    const settings = loadPoolSettings(this.env, state)
    this.#changing((core) => core.apply(settings, state))
  }

  /** One that comes twice finds nothing to be done. */
  override async alarm(): Promise<void> {
    const { core, publisher, alarm } = this.#now
    alarm.onAlarm()
    this.#looking?.onAlarm()
    await publisher.onAlarm(() => core.view(), core.settings.kvPublishMs)
  }

  get #now(): Begun {
    if (this.#begun === null) throw new Error('this pool has not begun')
    return this.#begun
  }

  get #core(): PoolCore {
    return this.#now.core
  }

  /** Whatever changes something is also published. */
  #changing<T>(work: (core: PoolCore) => T): T {
    const { core, publisher } = this.#now
    const result = work(core)
    publisher.touch(core.settings.kvPublishMs)
    this.#looking?.touch()
    this.#awake.touch()
    return result
  }

  /** Tells what began and what ended; when it is to be looked again. */
  #look(): number | null {
    const { telemetry } = this.#core
    for (const event of telemetry.alerts()) this.#alerts.tell(event)
    this.ctx.waitUntil(this.#alerts.settled())
    return telemetry.alertsDueAt()
  }

  async #fetchState(): Promise<GatewayState> {
    const state = await gatewayAsker(this.env)((gateway) => gateway.state(null))
    if (state === null) throw new Error('the gateway object gave no state')
    return state
  }
}
