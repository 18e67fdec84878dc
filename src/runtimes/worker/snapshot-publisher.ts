import type { PoolView } from '../../balancer/view.ts'
import type { Log } from '../../gateway/log.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { PoolAlarm } from './pool-alarm.ts'
import { snapshotKey, writeSnapshot } from './snapshots.ts'

/** After a lull a change is published this soon, with what comes right after it. */
const SOON_MS = 200

interface PublisherParts {
  readonly kv: Pick<KVNamespace, 'put'>
  readonly alarm: Pick<PoolAlarm, 'wakeAt'>
  readonly store: Pick<PoolStore, 'publishedAt' | 'setPublishedAt'>
  readonly log: Log
}

/** Publishes a pool's snapshot to KV on change, no more often than is set: KV takes 1,000 writes a day on a free plan. */
export class SnapshotPublisher {
  readonly #parts: PublisherParts
  readonly #pool: string
  /** When it is to be published, epoch ms; `null` where nothing has changed. */
  #dueAt: number | null
  #publishedAt: number

  /** `dueAt` is when it was to be published as the object was started anew. */
  constructor(parts: PublisherParts, pool: string, dueAt: number | null) {
    this.#parts = parts
    this.#pool = pool
    this.#dueAt = dueAt
    this.#publishedAt = parts.store.publishedAt()
  }

  /** Something has changed. */
  touch(intervalMs: number): void {
    if (this.#dueAt !== null) return
    this.#wakeAt(Math.max(Date.now() + SOON_MS, this.#publishedAt + intervalMs))
  }

  /** The object was woken, for this or for something else. */
  async onAlarm(view: () => PoolView, intervalMs: number): Promise<void> {
    const takenAt = Date.now()
    if (this.#dueAt === null) return
    if (this.#dueAt <= takenAt) await this.#publish(view(), takenAt, intervalMs)
    else this.#wakeAt(this.#dueAt)
  }

  async #publish(view: PoolView, takenAt: number, intervalMs: number): Promise<void> {
    const { kv, store, log } = this.#parts
    this.#publishedAt = takenAt
    this.#dueAt = null
    try {
      store.setPublishedAt(takenAt)
      await kv.put(snapshotKey(this.#pool), writeSnapshot(takenAt, view))
    } catch (error) {
      log.error(`the pool's snapshot was not published to LOAD_BALANCER_KV (${String(error)}); it is tried again`)
      this.touch(intervalMs)
    }
  }

  #wakeAt(at: number): void {
    this.#dueAt = at
    this.#parts.alarm.wakeAt(at).catch((error: unknown) => {
      this.#dueAt = null
      this.#parts.log.error(`the pool's snapshot cannot be published: no alarm can be set (${String(error)})`)
    })
  }
}
