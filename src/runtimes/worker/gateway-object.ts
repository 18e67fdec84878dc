import { DurableObject } from 'cloudflare:workers'
import { createClientKeys } from '../../accounts/client-keys.ts'
import type { AuditEntry, AuditPage } from '../../model/audit.ts'
import type { ClientKeyRecord } from '../../model/client-key.ts'
import type { PageRequest } from '../../model/ledger-queries.ts'
import type { SessionRecord } from '../../model/session.ts'
import type { GatewayStore, SettingChanges } from '../../stores/cloudflare/gateway-store.ts'
import { openGatewayStore } from '../../stores/cloudflare/gateway-store.ts'
import type { WorkerEnv } from './env.ts'
import { loadWorkerSettings, sha256 } from './load-worker-settings.ts'
import { objectDatabase } from './object-database.ts'
import type { ChangeOutcome, FoundSession, GatewayRpc, GatewayState } from './rpc.ts'
import { poolAsker } from './stubs.ts'

/** How soon pools that could not be told of a change are told again: after 2 s, 4 s, … */
const TELL_AGAIN_MS = 2_000
const LONGEST_PAUSE_MS = 600_000

/**
 * Keeps client keys and what the API has changed of the settings, and tells the pools before a change is acknowledged.
 * Dashboards' sessions and the audit log are here, too; those are no business of the pools'.
 */
export class GatewayObject extends DurableObject<WorkerEnv> implements GatewayRpc {
  readonly #store: GatewayStore
  /** How often in a row somebody could not be told. */
  #misses = 0

  constructor(ctx: DurableObjectState, env: WorkerEnv) {
    super(ctx, env)
    this.#store = openGatewayStore(objectDatabase(ctx.storage))
  }

  async state(known: number | null): Promise<GatewayState | null> {
    return known === this.#store.revision() ? null : this.#state()
  }

  async insertKey(record: ClientKeyRecord): Promise<ChangeOutcome> {
    this.#store.insertKey(record)
    return this.#changed()
  }

  async deleteKey(id: string): Promise<ChangeOutcome> {
    const keys = createClientKeys({
      hash: sha256,
      records: this.#store.keys(),
      environmentKey: null,
      onUsed: () => {},
    })
    if (keys.isLastAdmin(id)) {
      return { kind: 'conflict', message: 'The last admin key cannot be deleted: make another one first.' }
    }
    this.#store.deleteKey(id)
    return this.#changed()
  }

  async touchKey(id: string, at: number): Promise<void> {
    this.#store.touchKey(id, at)
  }

  async changeSettings(values: SettingChanges): Promise<ChangeOutcome> {
    const merged = new Map([...this.#store.changes(), ...values])
    const loaded = loadWorkerSettings(this.env, [...merged])
    if (!loaded.ok) return { kind: 'refused', message: loaded.sentences.join(' ') }
    this.#store.change(values)
    return this.#changed()
  }

  async session(hash: string, known: number | null): Promise<FoundSession> {
    return { session: this.#store.sessions.find(hash, Date.now()), state: await this.state(known) }
  }

  async insertSession(record: SessionRecord): Promise<void> {
    this.#store.sessions.insert(record)
  }

  async deleteSession(hash: string): Promise<void> {
    this.#store.sessions.delete(hash)
  }

  async touchSession(hash: string): Promise<void> {
    this.#store.sessions.touch(hash, Date.now())
  }

  async recordAudit(nonce: string, entry: AuditEntry): Promise<void> {
    this.#store.audit.record(nonce, entry)
  }

  async audit(page: PageRequest): Promise<AuditPage> {
    return this.#store.audit.list(page)
  }

  /** Tells the pools again that could not be told; telling twice is no harm. */
  override async alarm(): Promise<void> {
    await this.#tell(this.#state())
  }

  #state(): GatewayState {
    return { revision: this.#store.revision(), keys: this.#store.keys(), changes: this.#store.changes() }
  }

  async #changed(): Promise<ChangeOutcome> {
    const state = this.#state()
    this.#misses = 0
    // Should this object be gone before all are told, it is woken to do it.
    await this.ctx.storage.setAlarm(Date.now() + TELL_AGAIN_MS)
    await this.#tell(state)
    return { kind: 'changed', state }
  }

  /** One that cannot be reached now learns it when it starts, or from a Worker that knows; it is told again all the same. */
  async #tell(state: GatewayState): Promise<void> {
    const loaded = loadWorkerSettings(this.env, state.changes)
    const names = loaded.ok ? loaded.settings.pools.map(({ name }) => name) : []
    const told = await Promise.allSettled(
      names.map((name) => poolAsker(this.env, name)((pool) => pool.takeState(state))),
    )
    if (told.every(({ status }) => status === 'fulfilled')) {
      if (state.revision === this.#store.revision()) await this.ctx.storage.deleteAlarm()
      return
    }
    await this.ctx.storage.setAlarm(Date.now() + Math.min(TELL_AGAIN_MS * 2 ** this.#misses, LONGEST_PAUSE_MS))
    this.#misses += 1
  }
}
