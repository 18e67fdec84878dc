import type { Log } from '../../gateway/log.ts'
import type { PoolStore } from '../../stores/cloudflare/pool-store.ts'
import type { PoolAlarm } from './pool-alarm.ts'

/** Between two looks, ms: more often than a minute costs nothing while the object is awake anyway. */
const BETWEEN_MS = 15_000
/** After a change it is looked this soon, with what comes right after it. */
const SOON_MS = 1_000

export interface LookAfterParts {
  /** Looks, and says when to look again although nothing changes, epoch ms; `null` is never. */
  readonly look: () => number | null
  readonly alarm: Pick<PoolAlarm, 'wakeAt'>
  readonly store: Pick<PoolStore, 'lookAt' | 'setLookAt'>
  readonly log: Pick<Log, 'error'>
}

/**
 * Looks some time after something has changed, no more often than every 15 s; and when time alone may have brought
 * something, for which a sleeping object is woken.
 */
export class LookAfter {
  readonly #parts: LookAfterParts
  #isDue = false
  #lookedAt = 0
  /** When to look although nothing changes, epoch ms; 0 is never. */
  #wakeAt: number

  constructor(parts: LookAfterParts) {
    this.#parts = parts
    this.#wakeAt = parts.store.lookAt()
  }

  /** Something has changed. */
  touch(): void {
    if (this.#isDue) return
    this.#isDue = true
    setTimeout(() => this.#onDue(), Math.max(SOON_MS, this.#lookedAt + BETWEEN_MS - Date.now()))
  }

  /** The object was woken, for this or for something else. */
  onAlarm(): void {
    if (this.#wakeAt === 0) return
    if (this.#wakeAt <= Date.now()) this.#look()
    else this.#wake()
  }

  #onDue(): void {
    this.#isDue = false
    this.#look()
  }

  #look(): void {
    const { look, log, store } = this.#parts
    const now = Date.now()
    this.#lookedAt = now
    try {
      const next = look()
      const wakeAt = next === null ? 0 : Math.max(next, now + BETWEEN_MS)
      if (wakeAt !== this.#wakeAt) store.setLookAt(wakeAt)
      this.#wakeAt = wakeAt
      if (wakeAt > 0) this.#wake()
    } catch (error) {
      log.error(`it could not be looked for alerts: ${String(error)}`)
      this.touch()
    }
  }

  #wake(): void {
    const { alarm, log } = this.#parts
    alarm.wakeAt(this.#wakeAt).catch((error: unknown) => {
      log.error(`no alarm can be set to look for alerts: ${String(error)}`)
    })
  }
}
