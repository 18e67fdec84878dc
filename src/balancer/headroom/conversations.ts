import type { BindingRecord } from '../../model/board-records.ts'
import type { Usage } from '../../model/usage.ts'
import type { Member } from '../member.ts'
import { Conversation } from './conversation.ts'

const KEPT = 100_000
/** How long vendors keep what was cached for 5 minutes, and for an hour, ms. */
const SHORT_TTL_MS = 300_000
const LONG_TTL_MS = 3_600_000
/** A conversation counts for its account so long after its last call, ms. */
const LIVE_MS = SHORT_TTL_MS
/** How often it is noted for a restart that one goes on, ms. */
const NOTED_EVERY_MS = 60_000
/** A body goes on with one of at least this much of its length, and at most that much: answers to tools may be long. */
const LEAST_GROWTH = 0.97
const MOST_GROWTH = 2
const GROWTH_BYTES = 100_000
/** Tells these bindings from those of sessions in the records; no key of a conversation has it. */
const MARK = '\u0001'
/** Conversations of one session that are kept. */
const SIBLINGS_KEPT = 4

/** Where a call goes, and when; epoch ms. */
interface Place {
  readonly member: Member
  readonly now: number
}

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
  #size = 0

  constructor(limit = KEPT) {
    this.#limit = limit
  }

  get size(): number {
    return this.#size
  }

  /** How many had a call in the last 5 minutes. */
  get live(): number {
    return this.#live
  }

  /** The one that a call with such a body goes on with; `null` where it begins one. */
  find(key: string, bytes: number): Conversation | null {
    let found: Conversation | null = null
    for (let one = this.#all.get(key) ?? null; one !== null; one = one.sibling) {
      // A conversation grows. What is far shorter is another one of its session, that of a sub-agent, say.
      const goesOn = one.sentBytes * LEAST_GROWTH <= bytes && bytes <= one.sentBytes * MOST_GROWTH + GROWTH_BYTES
      if (one.sentBytes === 0 || (goesOn && (found === null || one.sentBytes > found.sentBytes))) found = one
    }
    return found
  }

  /** Where the session's latest conversation is; `null` where it has none. */
  kinOf(key: string): Member | null {
    return this.#all.get(key)?.member ?? null
  }

  /** A call goes to an account, and the conversation `known` with it, which begins where it is `null`. */
  use(call: { readonly key: string; readonly bytes: number }, known: Conversation | null, to: Place): Conversation {
    const { member, now } = to
    if (known === null) return this.#add(new Conversation({ ...call, ttlMs: SHORT_TTL_MS }, member, now))
    this.#retire(known)
    if (known.member !== member) {
      known.member = member
      known.tokens = 0
      known.bytes = 0
      known.cached = 0
      known.notedAt = 0
    }
    known.usedAt = now
    known.sentBytes = call.bytes
    this.#unlink(known)
    this.#link(known)
    this.#enliven(known)
    if (now - known.notedAt >= NOTED_EVERY_MS) {
      known.notedAt = now
      this.#changed.add(call.key)
    }
    return known
  }

  /** How a call of it came out. `bytes` is the length of its body. */
  learn(conversation: Conversation, usage: Usage, bytes: number): void {
    const { input, cacheRead, cacheWrite5m, cacheWrite1h } = usage
    const cached = (cacheRead ?? 0) + (cacheWrite5m ?? 0) + (cacheWrite1h ?? 0)
    const tokens = (input ?? 0) + cached
    if (tokens === 0) return
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
  restore({ key, startedAt }: BindingRecord, member: Member | undefined): boolean {
    if (!key.startsWith(MARK)) return false
    if (member === undefined) return true
    const one = this.#add(
      new Conversation({ key: key.slice(MARK.length), bytes: 0, ttlMs: SHORT_TTL_MS }, member, startedAt),
    )
    one.cached = -1
    this.#changed.delete(one.key)
    return true
  }

  #add(one: Conversation): Conversation {
    const { key } = one
    one.notedAt = one.usedAt
    one.sibling = this.#all.get(key) ?? null
    this.#all.set(key, one)
    this.#size++
    this.#link(one)
    this.#enliven(one)
    this.#changed.add(key)
    const unused = one.sibling === null ? null : unusedOf(one.sibling)
    if (unused !== null) this.#drop(unused)
    if (this.#size > this.#limit && this.#oldest !== null) this.#drop(this.#oldest)
    return one
  }

  #drop(one: Conversation): void {
    this.#retire(one)
    this.#unlink(one)
    this.#size--
    this.#leaveSiblings(one)
    this.#changed.add(one.key)
  }

  #leaveSiblings(one: Conversation): void {
    const first = this.#all.get(one.key) ?? null
    if (first === one) {
      if (one.sibling === null) this.#all.delete(one.key)
      else this.#all.set(one.key, one.sibling)
      return
    }
    for (let other = first; other !== null; other = other.sibling) {
      if (other.sibling === one) other.sibling = one.sibling
    }
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

/** Of a session's conversations, another one come, the one unused the longest; `null` where all of them are kept. */
function unusedOf(first: Conversation): Conversation | null {
  let count = 1
  let unused = first
  for (let one: Conversation | null = first; one !== null; one = one.sibling) {
    count++
    if (one.usedAt <= unused.usedAt) unused = one
  }
  return count > SIBLINGS_KEPT ? unused : null
}
