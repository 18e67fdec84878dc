import type { ClientKeys } from '../../accounts/client-keys.ts'
import { createClientKeys } from '../../accounts/client-keys.ts'
import { createBoard } from '../../balancer/board.ts'
import type { PoolView } from '../../balancer/view.ts'
import { toGoneEnd } from '../../gateway/answer-end.ts'
import type { Exchange } from '../../gateway/exchange.ts'
import { Holdings } from '../../gateway/holdings.ts'
import type { Log } from '../../gateway/log.ts'
import type { PoolRuntime } from '../../gateway/pool-runtime.ts'
import { createPoolRuntime } from '../../gateway/pool-runtime.ts'
import { createRequestEvents } from '../../gateway/request-log.ts'
import type { Answered, Failure, Refused, Step } from '../../gateway/step.ts'
import type { Account, AccountId } from '../../model/account.ts'
import type { BudgetStand } from '../../model/key-spend.ts'
import type { LimitsTold } from '../../model/limit.ts'
import type { Settings } from '../../model/settings.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { BoundOf, PriceOf } from '../../model/price.ts'
import { sha256 } from './load-worker-settings.ts'
import type { OpenCall } from './open-calls.ts'
import { OpenCalls } from './open-calls.ts'
import { PoolExchanges } from './pool-exchanges.ts'
import { createPoolIds } from './pool-ids.ts'
import { PoolLimits } from './pool-limits.ts'
import { PoolReads } from './pool-reads.ts'
import { PoolTelemetry } from './pool-telemetry.ts'
import { PoolWriter } from './pool-writer.ts'
import type { Ending, Forgotten, GatewayState, Opened, Opening, Remembered, RemoteStep, Stand } from './rpc.ts'
import { FORGOTTEN } from './rpc.ts'
import { toStand } from './to-stand.ts'

export interface PoolCorePorts {
  readonly store: PoolStore
  readonly log: Log
  readonly priceOf: PriceOf
  readonly boundOf: BoundOf
  readonly now: () => number
  readonly after: (ms: number, callback: () => void) => void
  /** A client key was used; at most once a minute for each. */
  onKeyUsed(id: string, at: number): void
}

/** Which pool it is. */
export interface PoolIdentity {
  readonly name: string
  /** Tells its requests' ids from those of other pools. */
  readonly tag: number
}

/**
 * One pool's authority, whichever Workers carry its calls: who is asked next, health, sessions, counters, the ledger, the
 * rates and budgets of client keys. Without anything of the platform, so that it can be tested anywhere; everything it does is
 * synchronous, so that nothing comes in between.
 */
export class PoolCore {
  readonly #pool: PoolRuntime
  readonly #ports: PoolCorePorts
  readonly #calls = new OpenCalls()
  readonly #keys: ClientKeys
  readonly #limits: PoolLimits
  readonly #writer: PoolWriter
  readonly #exchanges: PoolExchanges
  readonly #nextId: (now: number) => number
  /** What its ledger holds. */
  readonly reads: PoolReads
  readonly telemetry: PoolTelemetry
  #settings: Settings
  #revision: number
  /** What the API has changed of the settings, as text. */
  #changes: string

  constructor(identity: PoolIdentity, loaded: { settings: Settings; state: GatewayState }, ports: PoolCorePorts) {
    const { settings, state } = loaded
    const { store, log, priceOf } = ports
    this.#ports = ports
    this.#settings = settings
    this.#revision = state.revision
    this.#changes = changesOf(state)
    const policy = settings.pools.find(({ name }) => name === identity.name)
    if (policy === undefined) throw new Error(`there is no pool ${identity.name}`)
    const board = createBoard(policy, accountsOf(settings, identity.name))
    board.restore(store.loadBoard(), ports.now())
    const holdings = new Holdings()
    holdings.restore(store.loadHoldings(identity.name))
    this.#pool = createPoolRuntime(identity.name, board, holdings)
    this.#keys = createClientKeys({
      hash: sha256,
      records: state.keys,
      environmentKey: null,
      onUsed: (id, at) => ports.onKeyUsed(id, at),
    })
    this.#writer = new PoolWriter({
      store,
      board,
      spendOf: (keyId) => this.#limits.spendOf(keyId),
      holdings,
      priceOf,
      onEnded: (row) => this.telemetry.onEnded(row),
      log,
      detailDays: () => this.#settings.retention.detailDays,
      now: () => ports.now(),
      after: (ms, callback) => ports.after(ms, callback),
    })
    this.#limits = new PoolLimits({
      kept: store.loadSpends(),
      keys: this.#keys,
      targetsOf: this.#pool.targetsOf,
      priceOf,
      boundOf: ports.boundOf,
      timeZone: () => this.#settings.timeZone,
      onSpend: (keyId) => this.#writer.onSpend(keyId),
    })
    this.#limits.keepOnly(state)
    this.reads = new PoolReads({ pool: identity.name, store, flush: () => this.#writer.flush() })
    this.telemetry = new PoolTelemetry({
      store,
      writer: this.#writer,
      settings: () => this.#settings,
      budgets: (now) => this.#limits.budgetFacts(now),
      view: () => this.view(),
      now: () => ports.now(),
    })
    const events = createRequestEvents(log, this.telemetry.ledger)
    this.#exchanges = new PoolExchanges(this.#pool, events, () => this.#settings)
    this.#nextId = createPoolIds(store, identity.tag, ports.now())
  }

  get revision(): number {
    return this.#revision
  }

  get settings(): Settings {
    return this.#settings
  }

  /** Takes over newer keys and settings; what is remembered of accounts stays. */
  apply(settings: Settings, state: GatewayState): void {
    if (state.revision < this.#revision) return
    const now = this.#ports.now()
    const { name, board } = this.#pool
    // Most often a key was made or deleted: that is no news to the board.
    const changes = changesOf(state)
    if (changes !== this.#changes) {
      const policy = settings.pools.find((one) => one.name === name)
      if (policy !== undefined) board.setPolicy(policy, now)
      board.setAccounts(accountsOf(settings, name), now)
      this.#changes = changes
    }
    this.#keys.replace(state.keys)
    this.#limits.keepOnly(state)
    this.#settings = settings
    this.#revision = state.revision
    this.#writer.touch()
  }

  open(opening: Opening): Opened {
    const now = this.#ports.now()
    this.#endExpired(now)
    const known = this.#calls.findByNonce(opening.nonce)
    if (known !== null) return { kind: 'opened', id: known.id, ...known.stand }
    if (opening.revision !== this.#revision) return { kind: 'stale' }
    const waitMs = opening.keyId === null ? 0 : this.takeRate(opening.keyId)
    if (waitMs > 0) return { kind: 'limited', waitMs }
    const id = this.#nextId(now)
    const admission = this.#limits.admit(id, opening, now)
    if (admission.kind === 'refused') {
      this.telemetry.refusals.count(admission.error.code)
      return admission
    }
    const hold = admission.kind === 'held' ? admission.hold : null
    const exchange = this.#exchanges.open({ id, opening, hold }, now)
    const stand = toStand(exchange, exchange.begin(now))
    this.#calls.add({ id, nonce: opening.nonce, exchange, stand, heardAt: now, answered: false })
    this.#writer.touch()
    return { kind: 'opened', id, ...stand }
  }

  /** Counts one request of a client key: 0 where it may pass, else the ms until it may. */
  takeRate(keyId: string): number {
    const key = this.#keys.get(keyId)
    const waitMs = key === null ? 0 : this.#keys.take(key, this.#ports.now())
    if (waitMs > 0) this.telemetry.refusals.count('key_limited')
    return waitMs
  }

  refused(id: number, attempt: number, refused: Refused): Stand | Forgotten {
    return this.#report(id, attempt, (exchange, now) => exchange.onRefused(refused, now))
  }

  failed(id: number, attempt: number, failure: Failure): Stand | Forgotten {
    return this.#report(id, attempt, (exchange, now) => exchange.onFailed(failure, now))
  }

  waited(id: number): Stand | Forgotten {
    const call = this.#calls.find(id)
    if (call === null) return FORGOTTEN
    // It was told before, and the answer was lost on its way.
    if (call.stand.step.kind !== 'wait') return call.stand
    const now = this.#ports.now()
    call.heardAt = now
    call.stand = toStand(call.exchange, call.exchange.onWaited(now))
    this.#writer.touch()
    return call.stand
  }

  alive(id: number, answered: number | null, limits: LimitsTold | null = null): Forgotten | null {
    const call = this.#calls.find(id)
    if (call === null) return this.#hasEnded(id) ? null : FORGOTTEN
    const now = this.#ports.now()
    call.heardAt = now
    if (answered !== null) this.#onAnswered(call, { status: answered, limits }, now)
    this.#writer.touch()
    return null
  }

  held(id: number, resources: readonly string[]): Forgotten | null {
    const call = this.#calls.find(id)
    if (call === null) return this.#hasEnded(id) ? null : FORGOTTEN
    const now = this.#ports.now()
    for (const resource of resources) call.exchange.onHeld(resource, now)
    this.#writer.touch()
    return null
  }

  end(id: number, ending: Ending): Forgotten | null {
    const call = this.#calls.find(id)
    if (call === null) return this.#hasEnded(id) ? null : FORGOTTEN
    const now = this.#ports.now()
    if (ending.answered !== null) {
      this.#onAnswered(call, { status: ending.answered, limits: ending.limits ?? null }, now)
    }
    if (ending.firstByteMs !== null) {
      // The Worker's clock may be a little ahead.
      call.exchange.onFirstByte(Math.min(call.exchange.call.startedAt + ending.firstByteMs, now))
    }
    this.#close(call, ending, now)
    return null
  }

  /** A call that this object does not know: it was started anew since. What it counted before is on disk. */
  adopt({ id, opening, record }: Remembered): void {
    if (this.#calls.find(id) !== null || this.#hasEnded(id)) return
    const now = this.#ports.now()
    const hold = this.#limits.resume(id, opening, now)
    const exchange = this.#exchanges.resume({ id, opening, hold, record }, now)
    // One that waited asks anew.
    const step: RemoteStep = record.heldMs == null ? { kind: 'pass', waitS: null } : { kind: 'wait', ms: 0 }
    const stand: Stand = { step, record }
    this.#calls.add({ id, nonce: opening.nonce, exchange, stand, heardAt: now, answered: record.status > 0 })
  }

  /** How the budgets of the client keys stand whose calls come here. */
  budgets(): readonly (readonly [keyId: string, stand: BudgetStand])[] {
    return this.#limits.budgets(this.#ports.now())
  }

  view(): PoolView {
    const now = this.#ports.now()
    this.#endExpired(now)
    return this.#pool.board.view(now)
  }

  /** Each is on disk when it returns. */
  pause(id: string, reason: string): void {
    this.#pool.board.pause(id as AccountId, reason, this.#ports.now())
    this.#writer.flush()
  }

  resume(id: string): void {
    this.#pool.board.resume(id as AccountId, this.#ports.now())
    this.#writer.flush()
  }

  reset(id: string | null): void {
    this.#pool.board.reset(id === null ? null : (id as AccountId), this.#ports.now())
    this.#writer.flush()
  }

  /** Resolves when what has ended so far is written. */
  written(): Promise<void> {
    return this.#writer.written()
  }

  /** Everything is written when it returns. */
  flush(): void {
    this.#writer.flush()
  }

  #report(id: number, attempt: number, report: (exchange: Exchange, now: number) => Step): Stand | Forgotten {
    const call = this.#calls.find(id)
    if (call === null) return FORGOTTEN
    const { exchange, stand } = call
    // It was told before, and the answer was lost on its way.
    if (exchange.attempts !== attempt || !stand.record.underWay) return stand
    const now = this.#ports.now()
    call.heardAt = now
    call.stand = toStand(exchange, report(exchange, now))
    this.#writer.touch()
    return call.stand
  }

  #onAnswered(call: OpenCall, answered: Answered, now: number): void {
    if (call.answered) return
    call.answered = true
    call.exchange.onAnswered(answered, now)
  }

  #close(call: OpenCall, ending: Parameters<Exchange['onEnd']>[0], now: number): void {
    this.#calls.remove(call)
    call.exchange.onEnd(ending, now)
    this.#writer.touch()
  }

  /** A Worker that is gone without a word took its caller with it. */
  #endExpired(now: number): void {
    for (const call of this.#calls.expired(now)) this.#close(call, toGoneEnd(null), now)
  }

  #hasEnded(id: number): boolean {
    return this.#calls.hasEnded(id) || this.#writer.holds(id) || this.#ports.store.request(id) !== null
  }
}

/** What of a state is news to the board: settings and accounts, but for their credentials. */
function changesOf({ changes, accounts = [] }: GatewayState): string {
  return JSON.stringify([changes, accounts.map((account) => ({ ...account, sealed: null, version: 0 }))])
}

function accountsOf(settings: Settings, pool: string): readonly Account[] {
  return settings.accounts.filter((account) => account.pool === pool)
}
