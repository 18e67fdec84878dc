import type { PoolView } from '../../balancer/view.ts'
import type { Log } from '../../gateway/log.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import { snapshotKey, writeSnapshot } from './snapshots.ts'

/** After a lull a change is published this soon, with what comes right after it. */
const SOON_MS = 200

interface PublisherParts {
  readonly kv: Pick<KVNamespace, 'put'>
  /** Wakes the object, also after it was started anew. */
  readonly storage: Pick<DurableObjectStorage, 'setAlarm'>
  readonly store: Pick<PoolStore, 'publishedAt' | 'setPublishedAt'>
  readonly log: Log
}

/** Publishes a pool's snapshot to KV on change, no more often than is set: KV takes 1,000 writes a day on a free plan. */
export class SnapshotPublisher {
  readonly #parts: PublisherParts
  readonly #pool: string
  #isDue: boolean
  #publishedAt: number

  /** `alarmAt` is the alarm that is set already. */
  constructor(parts: PublisherParts, pool: string, alarmAt: number | null) {
    this.#parts = parts
    this.#pool = pool
    this.#isDue = alarmAt !== null
    this.#publishedAt = parts.store.publishedAt()
  }

  /** Something has changed. */
  touch(intervalMs: number): void {
    if (this.#isDue) return
    this.#isDue = true
    const at = Math.max(Date.now() + SOON_MS, this.#publishedAt + intervalMs)
    this.#parts.storage.setAlarm(at).catch((error: unknown) => {
      this.#isDue = false
      this.#parts.log.error(`the pool's snapshot cannot be published: no alarm can be set (${String(error)})`)
    })
  }

  /** The alarm has come. */
  async publish(view: PoolView, intervalMs: number): Promise<void> {
    const { kv, store, log } = this.#parts
    const takenAt = Date.now()
    this.#publishedAt = takenAt
    this.#isDue = false
    try {
      store.setPublishedAt(takenAt)
      await kv.put(snapshotKey(this.#pool), writeSnapshot(takenAt, view))
    } catch (error) {
      log.error(`the pool's snapshot was not published to LOAD_BALANCER_KV (${String(error)}); it is tried again`)
      this.touch(intervalMs)
    }
  }
}
