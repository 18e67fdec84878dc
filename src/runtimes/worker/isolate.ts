import { waitUntil } from 'cloudflare:workers'
import { createClientKeys } from '../../accounts/client-keys.ts'
import { lacksAdmin, NO_ADMIN_KEY } from '../../accounts/lacks-admin.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { Gate } from '../../gateway/authenticate.ts'
import type { Log } from '../../gateway/log.ts'
import { createUuids } from '../../gateway/uuids.ts'
import type { Account } from '../../model/account.ts'
import type { Settings } from '../../model/settings.ts'
import type { OpenedAccount, StoredAccount } from '../../model/stored-account.ts'
import type { WorkerEnv } from './env.ts'
import type { RemoteCredentials } from './isolate-accounts.ts'
import { createRemoteCredentials, openStateAccounts } from './isolate-accounts.ts'
import { loadWorkerSettings, sha256 } from './load-worker-settings.ts'
import type { GatewayState } from './rpc.ts'
import { toStoredAccount } from './sealed-accounts.ts'
import type { AskGateway } from './stubs.ts'
import { gatewayAsker } from './stubs.ts'
import { createWorkerLog } from './worker-log.ts'

/** Nothing that the API has changed, and no key: what an isolate knows before it has asked. */
const UNASKED: GatewayState = { revision: 0, keys: [], changes: [] }

const LOCKED =
  'The stored accounts were sealed with another secret than CLAUDEFLARE_SECRET: put the right one back, or set it as CLAUDEFLARE_SECRET_PREVIOUS beside the new one.'

/** Settings that cannot be used. The message tells their names alone, since anybody may read it; the log tells why. */
export class Misconfigured extends Error {
  override readonly name = 'Misconfigured'
}

/**
 * What one isolate knows of keys and settings. It is never the authority: a pool's object turns away calls that were
 * planned by an older state, and then it is fetched anew.
 */
export class Isolate {
  readonly env: WorkerEnv
  readonly gate: Gate
  readonly askGateway: AskGateway
  readonly credentials: RemoteCredentials
  #known: Known
  #state = UNASKED

  /** Throws `Misconfigured`. */
  constructor(env: WorkerEnv, open: Gate['open']) {
    this.env = env
    this.askGateway = gatewayAsker(env)
    this.#known = toKnown(load(env, UNASKED, []))
    this.credentials = createRemoteCredentials(this.askGateway)
    const uuids: Gate['uuids'] = { match: (segment) => this.#known.uuids.match(segment) }
    const keys = createClientKeys({
      hash: sha256,
      records: [],
      environmentKey: this.settings.adminKey,
      onUsed: (id, at) => waitUntil(this.askGateway((gateway) => gateway.touchKey(id, at)).catch(ignore)),
    })
    this.gate = { uuids, keys, open, rates: 'elsewhere' }
  }

  get settings(): Settings {
    return this.#known.settings
  }

  get log(): Log {
    return this.#known.log
  }

  account(id: string): Account | null {
    return this.#known.accounts.get(id) ?? null
  }

  /** What is known of an account of the store; `null` where it is none. */
  stored(id: string): StoredAccount | null {
    const told = this.#state.accounts?.find((account) => account.id === id)
    return told === undefined ? null : toStoredAccount(told)
  }

  get revision(): number {
    return this.#state.revision
  }

  /** The revision that was fetched last; `null` before the first. */
  get known(): number | null {
    return this.hasAsked ? this.revision : null
  }

  /** Whether keys and settings were ever fetched. */
  get hasAsked(): boolean {
    return this.#state !== UNASKED
  }

  /**
   * Fetches keys and settings; `true` where they have changed. Rejects with `StateUnavailable`. Each request asks for
   * itself: a promise of another one's would never settle once that one's caller has gone.
   */
  refresh(): Promise<boolean> {
    return this.#fetch(this.known)
  }

  /** Fetches them whole, with when each key was last used. */
  async refreshWhole(): Promise<void> {
    await this.#fetch(null)
  }

  async take(state: GatewayState): Promise<void> {
    const opened = await openStateAccounts(state, this.settings.secret)
    if (opened === null) throw new Misconfigured(LOCKED)
    // While they were opened a newer one may have come.
    if (state.revision < this.revision) return
    const isFirst = !this.hasAsked
    if (isFirst && this.settings.adminKey === null && lacksAdmin(state.keys, Date.now())) {
      warn(`${NO_ADMIN_KEY}set CLAUDEFLARE_ADMIN_KEY`)
    }
    this.#known = toKnown(load(this.env, state, opened))
    this.gate.keys.replace(state.keys)
    if (state.hadKeys === true) this.gate.keys.begin()
    if (state.revision > this.revision) this.credentials.forget()
    this.#state = state
  }

  async #fetch(known: number | null): Promise<boolean> {
    const before = this.revision
    const state = await this.askGateway((gateway) => gateway.state(known))
    if (state !== null) await this.take(state)
    if (!this.hasAsked) throw new StateUnavailable('The gateway’s keys and settings are not known.')
    return this.revision !== before
  }
}

/** The settings, and what follows from them. */
interface Known {
  readonly settings: Settings
  /** By id. */
  readonly accounts: ReadonlyMap<string, Account>
  readonly uuids: Gate['uuids']
  readonly log: Log
}

function toKnown(settings: Settings): Known {
  return {
    settings,
    accounts: new Map(settings.accounts.map((account) => [account.id, account])),
    uuids: createUuids(settings.loadBalancer.uuids),
    log: createWorkerLog(settings.log),
  }
}

function load(env: WorkerEnv, state: GatewayState, accounts: readonly OpenedAccount[]): Settings {
  const loaded = loadWorkerSettings(env, state.changes, accounts)
  if (loaded.ok) {
    if (state === UNASKED) for (const warning of loaded.warnings) warn(warning)
    return loaded.settings
  }
  for (const sentence of loaded.sentences) warn(sentence)
  const names = loaded.names.join(', ')
  throw new Misconfigured(`This Worker's settings cannot be used (${names}). Its log says why: npx wrangler tail`)
}

function warn(sentence: string): void {
  console.warn(JSON.stringify({ level: 40, msg: sentence }))
}

function ignore(): void {
  // told in the log where it was asked
}
