import type { Member } from '../member.ts'
import type { Bucket } from './bucket.ts'
import type { SentMark } from './limit-marks.ts'
import type { Conversation } from './conversation.ts'
import { atSending, type Draw, type ExpectedDraw } from './draw.ts'
import type { Quota } from './quota.ts'

/** Whose call it is, and how large. */
export interface ReservedFor {
  readonly member: Member
  readonly model: string | null
  /** `null` where it belongs to none. */
  readonly conversation: Conversation | null
  /** One that goes to this account if it answers, unless its own is back by then. */
  readonly moving: Conversation | null
  readonly bytes: number
}

/** What all calls of a quota had taken at some time. */
interface Totals {
  readonly quota: Quota
  readonly calls: number
  readonly fresh: number
  readonly cached: number
}

function toTotals(quota: Quota): Totals {
  const { calls, fresh, cached } = quota
  return { quota, calls, fresh, cached }
}

/** What one call is expected to use of its account's limits: while it waits for room, and from its sending to its end. */
export class Reservation {
  readonly for: ReservedFor
  readonly draw: ExpectedDraw
  #buckets: readonly Bucket[]
  #marks: readonly SentMark[] = []
  #phase: 'waiting' | 'sent' | 'over' = 'waiting'
  #sentAt = 0
  #turn = Infinity
  /** Where no limit was known as it was sent: what had been sent by then. */
  #before: Totals | null = null

  constructor(of: ReservedFor, draw: ExpectedDraw) {
    this.for = of
    this.draw = draw
    this.#buckets = of.member.quota.of(of.model)
  }

  /** Keeps its place while it waits. Who began to wait earlier has a lower turn, also where it asks again. */
  hold(turn: number): void {
    this.#turn = turn
    this.for.member.waiting.join(turn)
    for (const bucket of this.#buckets) bucket.waiting += bucket.needOf(this.draw)
  }

  /** It does not wait any more; `false` where it did not. */
  release(): boolean {
    if (this.#phase !== 'waiting') return false
    this.#phase = 'over'
    this.for.member.waiting.leave(this.#turn)
    for (const bucket of this.#buckets) bucket.waiting = Math.max(0, bucket.waiting - bucket.needOf(this.draw))
    return true
  }

  send(now: number): void {
    this.#phase = 'sent'
    this.#sentAt = now
    const { quota } = this.for.member
    quota.pace(this.draw, now)
    if (this.#buckets.length === 0) this.#before = toTotals(quota)
    const marks: SentMark[] = []
    for (const bucket of this.#buckets) marks.push(bucket.send(this.draw, now))
    this.#marks = marks
  }

  /** The same call once more, with another token. */
  again(now: number): Reservation {
    const again = new Reservation(this.for, this.draw)
    again.send(now)
    return again
  }

  /** `Infinity` where it never waited. */
  get turn(): number {
    return this.#turn
  }

  get sentAt(): number {
    return this.#sentAt
  }

  /** `used` is `null` where the vendor did nothing for it. */
  settle(used: Draw | null, now: number): void {
    if (this.#phase !== 'sent') return
    this.#phase = 'over'
    for (const [index, bucket] of this.#buckets.entries()) {
      const sent = this.#marks[index]
      if (sent !== undefined) bucket.settle(this.draw, used, { sent, now })
    }
  }

  /** What of a limit that was not known then calls have taken that were sent after this one; 0 where that is not known. */
  sentSince({ kind }: Bucket): number {
    if (this.#before === null) return 0
    const { quota, calls, fresh, cached } = this.#before
    if (kind.meter === 'requests') return quota.calls - calls
    const since = { fresh: quota.fresh - fresh, cached: quota.cached - cached, output: 0 }
    return atSending(since, kind.meter, kind.countsCached)
  }

  /** How a limit stood as this call was sent; `null` where nothing is known of that. */
  markOf(bucket: Bucket): SentMark | null {
    return this.#marks[this.#buckets.indexOf(bucket)] ?? null
  }
}
