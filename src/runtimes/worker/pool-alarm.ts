/** What of an object's storage sets its alarm. */
export interface AlarmStorage {
  setAlarm(at: number): Promise<void>
}

/**
 * The one alarm that an object has, for several who want to be woken, also after it was started anew. Whoever is woken too
 * early asks again. Times are epoch ms.
 */
export class PoolAlarm {
  readonly #storage: AlarmStorage
  #at: number | null

  /** `at` is when it is set to already. */
  constructor(storage: AlarmStorage, at: number | null) {
    this.#storage = storage
    this.#at = at
  }

  /** Wakes the object then, or earlier. Rejects where no alarm can be set. */
  async wakeAt(at: number): Promise<void> {
    const before = this.#at
    if (before !== null && before <= at) return
    this.#at = at
    try {
      await this.#storage.setAlarm(at)
    } catch (error) {
      if (this.#at === at) this.#at = before
      throw error
    }
  }

  /** It has come, and is set no more. */
  onAlarm(): void {
    this.#at = null
  }
}
