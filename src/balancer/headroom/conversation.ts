import type { Member } from '../member.ts'

/**
 * Where one conversation goes, and how much of it is cached there. Calls of one session that go on from different prompts
 * (a program and its sub-agents) are conversations of their own. A class: there may be a hundred thousand of them.
 */
export class Conversation {
  readonly key: string
  member: Member
  /** When it was last sent to its account, epoch ms. */
  usedAt: number
  /** Length of the body that was sent last; 0 where it is not known. */
  sentBytes: number
  /** Of the last call that is over: tokens of its prompt, and the length of its body; 0 where there is none yet. */
  tokens = 0
  bytes = 0
  /** Tokens of it that the account has cached; -1 where that is not known. */
  cached = 0
  /** How long a cache lives that nobody uses, ms. */
  ttlMs: number
  /** When it was last noted for a restart. */
  notedAt = 0
  isLive = false
  /** Another one of the same session. */
  sibling: Conversation | null = null
  older: Conversation | null = null
  newer: Conversation | null = null

  constructor(
    of: { readonly key: string; readonly bytes: number; readonly ttlMs: number },
    member: Member,
    now: number,
  ) {
    this.key = of.key
    this.sentBytes = of.bytes
    this.ttlMs = of.ttlMs
    this.member = member
    this.usedAt = now
  }

  /** Whether its account has any of it cached, as far as is known; before its first answer it has not. */
  get isCached(): boolean {
    return this.cached !== 0
  }

  /** Whether its account still has it cached. */
  isWarm(now: number): boolean {
    return now - this.usedAt < this.ttlMs
  }
}
