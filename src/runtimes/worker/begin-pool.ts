import { TAGS } from '../../gateway/request-id.ts'
import type { Log } from '../../gateway/log.ts'
import type { Settings } from '../../model/settings.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import { openPoolStore } from '../../stores/cloudflare/pool-store.ts'
import { createPriceBound } from '../../stores/price-bound.ts'
import { createPricing } from '../../stores/pricing.ts'
import type { WorkerEnv } from './env.ts'
import { loadWorkerSettings } from './load-worker-settings.ts'
import { objectDatabase } from './object-database.ts'
import { PoolAlarm } from './pool-alarm.ts'
import { PoolCore } from './pool-core.ts'
import type { GatewayState } from './rpc.ts'
import { sealedAccounts } from './sealed-accounts.ts'
import { SnapshotPublisher } from './snapshot-publisher.ts'
import { gatewayAsker } from './stubs.ts'
import { createWorkerLog } from './worker-log.ts'

/** The last tag is that of what Workers answer without asking a pool. */
const POOL_TAGS = TAGS - 1

/** What an object has once it has begun. */
export interface Begun {
  readonly core: PoolCore
  readonly publisher: SnapshotPublisher
  readonly log: Log
  readonly alarm: PoolAlarm
  readonly store: PoolStore
}

/** Where a pool's object is. */
interface PoolPlace {
  readonly ctx: DurableObjectState
  readonly env: WorkerEnv
}

/** `alarmAt` is when the object is to be woken; `null` where it is not. */
export function beginPool({ ctx, env }: PoolPlace, state: GatewayState, alarmAt: number | null): Begun {
  const settings = loadPoolSettings(env, state)
  const log = createWorkerLog(settings.log)
  const { name } = ctx.id
  if (name === undefined) throw new Error('this pool’s object has no name: it was asked for by an id')
  const tag = settings.pools.findIndex((policy) => policy.name === name) % POOL_TAGS
  const store = openPoolStore(objectDatabase(ctx.storage))
  let begun: PoolCore | null = null
  const prices = () => begun?.settings.prices ?? settings.prices
  const core = new PoolCore(
    { name, tag },
    { settings, state },
    {
      store,
      log,
      priceOf: createPricing(prices),
      boundOf: createPriceBound(prices),
      now: () => Date.now(),
      after: (ms, callback) => void setTimeout(callback, ms),
      onKeyUsed: (id, at) => ctx.waitUntil(gatewayAsker(env)((gateway) => gateway.touchKey(id, at)).catch(ignore)),
    },
  )
  begun = core
  const alarm = new PoolAlarm(ctx.storage, alarmAt)
  // The alarm is for one of two.
  const publishAt = alarmAt === store.lookAt() ? null : alarmAt
  const publisher = new SnapshotPublisher({ kv: env.LOAD_BALANCER_KV, alarm, store, log }, name, publishAt)
  return { core, publisher, log, alarm, store }
}

export function loadPoolSettings(env: WorkerEnv, state: GatewayState): Settings {
  const loaded = loadWorkerSettings(env, state.changes, sealedAccounts(state))
  if (!loaded.ok) throw new Error(loaded.sentences.join(' '))
  return loaded.settings
}

function ignore(): void {
  // told in the log where it was asked
}
