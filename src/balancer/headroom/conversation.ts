import type { Member } from '../member.ts'

/** Where one conversation goes, and how much of it is cached there. A class: there may be a hundred thousand of them. */
export class Conversation {
  readonly key: string
  member: Member
  /** When it was last sent to its account, epoch ms. */
  usedAt: number
  /** Of its longest call: tokens of the prompt, and bytes of the body; 0 where nothing is known yet. */
  tokens = 0
  bytes = 0
  /** Tokens of it that the account has cached; -1 where that is not known. */
  cached = 0
  /** How long a cache lives that nobody uses, ms. */
  ttlMs: number
  /** When it was last noted for a restart. */
  notedAt = 0
  isLive = false
  older: Conversation | null = null
  newer: Conversation | null = null

  constructor(key: string, member: Member, usedAt: number, ttlMs: number) {
    this.key = key
    this.member = member
    this.usedAt = usedAt
    this.ttlMs = ttlMs
  }

  /** Whether its account still has it cached. */
  isWarm(now: number): boolean {
    return now - this.usedAt < this.ttlMs
  }
}
