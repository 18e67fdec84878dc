interface Kept {
  /** What can be read. */
  tokens: number
  usedAt: number
  /** What was written last can be read only once its answer has begun. */
  coming: { readonly tokens: number; readonly from: number } | null
}

/** The prompts that one account has cached, by conversation thread. */
export class PromptCache {
  readonly #lifeMs: number
  readonly #all = new Map<string, Kept>()

  constructor(lifeMs: number) {
    this.#lifeMs = lifeMs
  }

  /** How many tokens of a thread's next prompt would be read from it. */
  warm(thread: string, now: number): number {
    const kept = this.#all.get(thread)
    if (kept === undefined) return 0
    if (kept.coming !== null && kept.coming.from <= now) {
      kept.tokens = kept.coming.tokens
      kept.usedAt = Math.max(kept.usedAt, kept.coming.from)
      kept.coming = null
    }
    return now - kept.usedAt < this.#lifeMs ? kept.tokens : 0
  }

  /** A prompt is read and written; what it writes is there from `readableFrom` on. */
  use(thread: string, prompt: { readonly tokens: number; readonly readableFrom: number }, now: number): void {
    const tokens = this.warm(thread, now)
    this.#all.delete(thread)
    this.#all.set(thread, { tokens, usedAt: now, coming: { tokens: prompt.tokens, from: prompt.readableFrom } })
    this.#forget(now)
  }

  /** Those unused the longest stand first. */
  #forget(now: number): void {
    for (const [thread, { usedAt }] of this.#all) {
      if (now - usedAt < 2 * this.#lifeMs) return
      this.#all.delete(thread)
    }
  }
}
