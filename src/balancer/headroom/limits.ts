import type { LimitTold, LimitsTold } from '../../model/limit.ts'
import type { PoolPolicy } from '../../model/pool.ts'
import type { CoolScope, Refusal } from '../../model/refusal.ts'
import type { Usage } from '../../model/usage.ts'
import { scopeCovers } from '../cooldowns.ts'
import type { Member } from '../member.ts'
import { standingOf } from '../standing.ts'
import type { Ticket } from '../ticket.ts'
import { Conversations } from './conversations.ts'
import { Headroom } from './headroom.ts'
import { atSending, type Draw } from './draw.ts'
import type { LimitLesson } from './quota.ts'
import { createQuotas } from './quotas.ts'
import { SizeBook, toDraw } from './size-book.ts'

/** A refusal that asks to wait longer than this is no matter of a minute's pace. */
const LONGEST_PACE_MS = 120_000

/** 1 - 0.9 is less than a tenth. */
const NEARLY = 1e-9

/** A limit whose rest the operator keeps, and until when; epoch ms. */
export interface KeptBack {
  readonly scope: CoolScope
  readonly until: number
  readonly code: 'max_utilization' | 'used_up'
}

/** What a pool knows of its accounts' limits, and of what its calls use. */
export class Limits {
  readonly conversations = new Conversations()
  readonly headroom: Headroom
  readonly #policy: () => PoolPolicy
  readonly #sizes = new SizeBook()
  readonly #quotas = createQuotas()

  constructor(policy: () => PoolPolicy) {
    this.#policy = policy
    this.headroom = new Headroom({
      policy: () => policy().headroom,
      conversations: this.conversations,
      sizes: this.#sizes,
    })
  }

  /** An account is new, or its settings have changed. */
  place(member: Member): void {
    this.#quotas.place(member, member.group)
  }

  /** The pool does not have it any more. */
  lose(member: Member): void {
    this.#quotas.leave(member)
  }

  /** Returns what of it may not be used any more although there is some left, because the operator does not want it to be. */
  told(ticket: Ticket, { group, limits }: LimitsTold, now: number): readonly KeptBack[] {
    const { member, reservation } = ticket
    if (group !== null) this.#quotas.assign(member, group)
    if (reservation !== null) {
      ticket.tooLarge = limits.some((told) => isTooLarge(told, reservation.draw)) && !limits.some(isUsedUp)
    }
    member.quota.hear(limits, reservation, now)
    member.changed = true
    // Where the vendor itself refuses, its own word counts.
    return limits.length === 0 || limits.some(({ refused }) => refused) ? NOTHING_KEPT : this.#keptBack(member, now)
  }

  used(ticket: Ticket, usage: Usage, now: number): void {
    const { input, output, cacheRead } = usage
    if (input === null && output === null && cacheRead === null) return
    ticket.used = toDraw(usage)
    const { reservation } = ticket
    if (reservation === null) return
    const { bytes, member, moving } = reservation.for
    const conversation = reservation.for.conversation ?? moving
    this.#sizes.learn(ticket.model, { bytes, tookMs: now - reservation.sentAt }, usage)
    if (conversation !== null && conversation.member === member) this.conversations.learn(conversation, usage, bytes)
  }

  /** The call is over: what it was expected to use gives way to what it has used. */
  settle(ticket: Ticket, now: number): void {
    const { member, reservation } = ticket
    if (member.inFlight > 0) member.inFlight--
    reservation?.settle(ticket.answered ? (ticket.used ?? reservation.draw) : null, now)
  }

  /** A call came through. */
  relax({ member, reservation, model }: Ticket, now: number): void {
    if (reservation === null) return
    member.quota.relax(model, now)
    const { moving, bytes } = reservation.for
    if (moving === null || !isAway(moving.member, model, now)) return
    this.conversations.use({ key: moving.key, bytes }, moving, { member, now })
  }

  /** A call was refused for a limit. Returns what that taught. */
  refused({ member, reservation }: Ticket, refusal: Refusal, now: number): LimitLesson | null {
    if (reservation === null || refusal.kind !== 'limit') return null
    if (refusal.until !== null && refusal.until - now > LONGEST_PACE_MS) return null
    return member.quota.refused(reservation, refusal.scope, now)
  }

  /** What our calls use is reckoned with by `headroom` alone. */
  forgetUse(members: readonly Member[]): void {
    for (const member of members) member.quota.forgetUse()
  }

  #keptBack(member: Member, now: number): readonly KeptBack[] {
    const { maxUtilization, allowOverage } = this.#policy().headroom
    const share = member.account.caps.maxUtilization ?? maxUtilization
    if (share >= 1 && allowOverage) return NOTHING_KEPT
    let kept = NOTHING_KEPT
    for (const bucket of member.quota.buckets) {
      const { resetsAt, capacity, kind } = bucket
      if (bucket.refills || resetsAt === null || resetsAt <= now) continue
      const left = bucket.levelAt(now)
      const isUsedUp = kind.meter === 'share' && left <= 0 && !allowOverage
      if (!isUsedUp && (share >= 1 || left > capacity * (1 - share + NEARLY))) continue
      kept = [...kept, { scope: kind.scope, until: resetsAt, code: isUsedUp ? 'used_up' : 'max_utilization' }]
    }
    return kept
  }
}

/** An estimate may be off by so much. */
const ESTIMATED = 1.3

function isTooLarge({ meter, countsCached, left, refused }: LimitTold, draw: Draw): boolean {
  if (left === null || left <= 0 || (meter !== 'input' && meter !== 'tokens')) return false
  return refused || atSending(draw, meter, countsCached) * ESTIMATED > left
}

/** It refuses smaller calls, too. */
function isUsedUp({ left, refused }: LimitTold): boolean {
  return refused && left !== null && left <= 0
}

/** Whether an account can not be asked for the model just now. */
function isAway(member: Member, model: string | null, now: number): boolean {
  const scopes = member.cooldowns.filter(({ scope }) => scopeCovers(scope, model)).map(({ key }) => key)
  const standing = standingOf(member, new Set(scopes), now)
  return member.index < 0 || (standing !== 'available' && standing !== 'full')
}

const NOTHING_KEPT: readonly KeptBack[] = Object.freeze([])
