import type { AccountView, PoolView } from '../../src/balancer/view.ts'
import { EXAMPLE_CALL } from '../../src/gateway/call-fixture.ts'
import type { Refused } from '../../src/gateway/step.ts'
import type { ClientKeyRecord } from '../../src/model/client-key.ts'
import type { Refusal } from '../../src/model/refusal.ts'
import type { Settings } from '../../src/model/settings.ts'
import { NO_USAGE } from '../../src/model/usage.ts'
import { loadWorkerSettings } from '../../src/runtimes/worker/load-worker-settings.ts'
import { PoolCore } from '../../src/runtimes/worker/pool-core.ts'
import type { Ending, GatewayState, Opened, Opening, RemoteStep } from '../../src/runtimes/worker/rpc.ts'
import { openPoolStore } from '../../src/stores/cloudflare/pool-store.ts'
import type { ObjectDatabase } from '../../src/stores/cloudflare/sql.ts'
import { createPriceBound } from '../../src/stores/price-bound.ts'
import { createPricing } from '../../src/stores/pricing.ts'
import { createVirtualClock } from '../harness/virtual-clock.ts'
import type { VirtualClock } from '../harness/virtual-clock.ts'
import { openObjectFile } from './object-database.ts'

/** A call that a pool has opened. */
type OpenedCall = Extract<Opened, { kind: 'opened' }>

/** Pool `lb` on a database of its own, in virtual time; its object can be started anew. */
export interface PoolBed extends Disposable {
  readonly clock: VirtualClock
  readonly settings: Settings
  /** The object as it runs now. */
  readonly core: PoolCore
  /** What the object has open now. */
  readonly database: ObjectDatabase
  /** What the log was told. */
  readonly logged: readonly string[]
  /** Client keys that were told to be used, and when. */
  readonly used: readonly (readonly [id: string, at: number])[]
  /** Lets what is due be written. */
  write(): void
  /** The object is gone and comes back: what was not written is lost. */
  startAnew(): void
  opening(differs?: Partial<Opening>): Opening
  /** Opens a call, where the pool takes it. */
  open(differs?: Partial<Opening>): OpenedCall
  /** Whom a step sends to, else what it says. */
  nameOf(step: RemoteStep): string
  view(): PoolView
  account(name: string): AccountView
}

export interface PoolPlan {
  /** How many accounts there are: `key-1`, `key-2`, … */
  readonly accounts?: number
  readonly env?: Readonly<Record<string, string>>
  readonly keys?: readonly ClientKeyRecord[]
}

export const REVISION = 7
/** Its requests' ids are multiples of 128 and this. */
export const TAG = 5

export function openPool({ accounts = 2, env = {}, keys = [] }: PoolPlan = {}): PoolBed {
  const clock = createVirtualClock()
  const file = openObjectFile()
  const settings = settingsOf(accounts, env)
  const state: GatewayState = { revision: REVISION, keys, changes: [] }
  const logged: string[] = []
  const used: (readonly [string, number])[] = []
  const note = (message: string): void => void logged.push(message)
  let nonces = 0
  let database = file.open()
  let core = begin()

  function begin(): PoolCore {
    return new PoolCore(
      { name: 'lb', tag: TAG },
      { settings, state },
      {
        store: openPoolStore(database),
        log: { debugging: false, debug: note, info: note, warn: note, error: note },
        priceOf: createPricing(),
        boundOf: createPriceBound(),
        now: () => clock.now(),
        after: (ms, callback) => void clock.after(ms, callback),
        onKeyUsed: (id, at) => void used.push([id, at]),
      },
    )
  }

  function opening(differs: Partial<Opening> = {}): Opening {
    nonces += 1
    return {
      nonce: `nonce-${nonces}`,
      revision: REVISION,
      way: 'balanced',
      call: exampleCall(),
      elapsedMs: 0,
      keyId: null,
      ...differs,
    }
  }

  return {
    clock,
    settings,
    logged,
    used,
    get database() {
      return database
    },
    get core() {
      return core
    },
    write: () => clock.advance(300),
    startAnew() {
      clock.forgetTimers()
      database = file.open()
      core = begin()
    },
    opening,
    open(differs) {
      const opened = core.open(opening(differs))
      if (opened.kind !== 'opened') throw new Error(`the call was not opened: ${opened.kind}`)
      return opened
    },
    nameOf(step) {
      if (step.kind === 'refuse') return step.error.code
      if (step.kind === 'pass' || step.kind === 'wait') return step.kind
      return settings.accounts.find(({ id }) => id === step.accountId)?.name ?? step.accountId
    },
    view: () => core.view(),
    account(name) {
      const found = core.view().accounts.find((account) => account.name === name)
      if (found === undefined) throw new Error(`there is no account ${name}`)
      return found
    },
    [Symbol.dispose]: () => file[Symbol.dispose](),
  }
}

export function settingsOf(accounts: number, env: Readonly<Record<string, string>> = {}): Settings {
  const keys = Array.from({ length: accounts }, (_, index) => `sk-ant-number-${index + 1}`)
  const loaded = loadWorkerSettings({ LOAD_BALANCER_API_KEYS: keys.join(','), ...env }, [])
  if (!loaded.ok) throw new Error(loaded.sentences.join(' '))
  return loaded.settings
}

export function exampleCall(differs: Partial<Opening['call']> = {}): Opening['call'] {
  return { ...EXAMPLE_CALL, ...differs }
}

/** An answer of 200 that came whole. */
export function ending(differs: Partial<Ending> = {}): Ending {
  return { end: 'ok', usage: NO_USAGE, model: null, cause: null, answered: 200, firstByteMs: null, ...differs }
}

export function refusedWith(kind: Refusal['kind'], status: number, differs: Partial<Refusal> = {}): Refused {
  return { status, refusal: { kind, status, until: null, scope: { kind: 'account' }, code: null, ...differs } }
}
