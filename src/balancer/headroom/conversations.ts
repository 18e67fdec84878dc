import type { BindingRecord } from '../../model/board-records.ts'
import type { Usage } from '../../model/usage.ts'
import type { Member } from '../member.ts'
import { Conversation } from './conversation.ts'

const KEPT = 100_000
/** How long vendors keep what was cached for 5 minutes, and for an hour, ms. */
export const SHORT_TTL_MS = 300_000
const LONG_TTL_MS = 3_600_000
/** A conversation counts for its account so long after its last call, ms. */
const LIVE_MS = SHORT_TTL_MS
/** How often it is noted for a restart that one goes on, ms. */
const NOTED_EVERY_MS = 60_000
/** Tells these bindings from those of sessions in the records; no key of a conversation has it. */
const MARK = '\u0001'

/** Which account each conversation is with (strategy `headroom`); the one unused the longest is dropped first. */
export class Conversations {
  readonly #limit: number
  readonly #all = new Map<string, Conversation>()
  #changed = new Set<string>()
  #newest: Conversation | null = null
  #oldest: Conversation | null = null
  /** The one used longest ago that is still live. */
  #oldestLive: Conversation | null = null
  #live = 0

  constructor(limit = KEPT) {
    this.#limit = limit
  }

  get size(): number {
    return this.#all.size
  }

  /** How many had a call in the last 5 minutes. */
  get live(): number {
    return this.#live
  }

  find(key: string): Conversation | null {
    return this.#all.get(key) ?? null
  }

  /** A call of it goes to an account: to the one it is with, or it moves there. */
  use(key: string, member: Member, now: number): Conversation {
    const known = this.#all.get(key)
    if (known === undefined) return this.#add(new Conversation(key, member, now, SHORT_TTL_MS), now)
    this.#retire(known)
    if (known.member !== member) {
      known.member = member
      known.tokens = 0
      known.bytes = 0
      known.cached = 0
      known.notedAt = 0
    }
    known.usedAt = now
    this.#unlink(known)
    this.#link(known)
    this.#enliven(known)
    if (now - known.notedAt >= NOTED_EVERY_MS) {
      known.notedAt = now
      this.#changed.add(key)
    }
    return known
  }

  /** How a call of it came out. `bytes` is the length of its body. */
  learn(conversation: Conversation, usage: Usage, bytes: number): void {
    const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage
    const cached = (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0)
    const tokens = (input ?? 0) + cached
    // A shorter one is another thread of the same session: a sub-agent's, say.
    if (tokens === 0 || (bytes < conversation.bytes * CONTINUES && conversation.tokens > 0)) return
    conversation.tokens = tokens
    conversation.bytes = bytes
    conversation.cached = cached
    conversation.ttlMs = (cacheWrite1h ?? 0) > 0 ? LONG_TTL_MS : SHORT_TTL_MS
  }

  /** Those that had no call for 5 minutes do not count for their accounts any more. */
  advance(now: number): void {
    for (let one = this.#oldestLive; one !== null && now - one.usedAt >= LIVE_MS; one = this.#oldestLive) {
      this.#oldestLive = one.newer
      this.#count(one, -1)
    }
  }

  clear(): void {
    for (const one of this.#all.values()) {
      if (one.isLive) this.#count(one, -1)
      this.#changed.add(one.key)
    }
    this.#all.clear()
    this.#newest = null
    this.#oldest = null
    this.#oldestLive = null
  }

  drain(): { readonly bindings: readonly BindingRecord[]; readonly unbound: readonly string[] } {
    const bindings: BindingRecord[] = []
    const unbound: string[] = []
    for (const key of this.#changed) {
      const one = this.#all.get(key)
      if (one === undefined) unbound.push(MARK + key)
      else bindings.push({ key: MARK + key, account: one.member.account.id, startedAt: one.usedAt, epoch: 0 })
    }
    this.#changed = new Set()
    return { bindings, unbound }
  }

  /** One that was kept before a restart; `false` where the record is of another kind. */
  restore({ key, startedAt }: BindingRecord, member: Member | undefined, now: number): boolean {
    if (!key.startsWith(MARK)) return false
    if (member === undefined) return true
    const one = this.#add(new Conversation(key.slice(MARK.length), member, startedAt, SHORT_TTL_MS), now)
    one.cached = -1
    one.notedAt = startedAt
    this.#changed.delete(one.key)
    return true
  }

  #add(one: Conversation, now: number): Conversation {
    one.notedAt = now
    this.#all.set(one.key, one)
    this.#link(one)
    this.#enliven(one)
    this.#changed.add(one.key)
    if (this.#all.size > this.#limit && this.#oldest !== null) this.#drop(this.#oldest)
    return one
  }

  #drop(one: Conversation): void {
    this.#retire(one)
    this.#unlink(one)
    this.#all.delete(one.key)
    this.#changed.add(one.key)
  }

  #enliven(one: Conversation): void {
    this.#oldestLive ??= one
    this.#count(one, 1)
  }

  #retire(one: Conversation): void {
    if (!one.isLive) return
    if (this.#oldestLive === one) this.#oldestLive = one.newer
    this.#count(one, -1)
  }

  #count(one: Conversation, by: 1 | -1): void {
    one.isLive = by === 1
    one.member.live += by
    this.#live += by
  }

  #unlink(one: Conversation): void {
    if (one.older === null) this.#oldest = one.newer
    else one.older.newer = one.newer
    if (one.newer === null) this.#newest = one.older
    else one.newer.older = one.older
  }

  #link(one: Conversation): void {
    one.older = this.#newest
    one.newer = null
    if (this.#newest === null) this.#oldest = one
    else this.#newest.newer = one
    this.#newest = one
  }
}

/** A body of at least this much of the longest one goes on with it. */
export const CONTINUES = 0.8
