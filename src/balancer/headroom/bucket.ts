import type { LimitTold } from '../../model/limit.ts'
import { atSending, type Draw, type ExpectedDraw } from './draw.ts'
import type { BucketRefusal, LimitKind, SentMark } from './limit-marks.ts'
import {
  FORGETTING,
  LACKED,
  LEAST_MARGIN_MS,
  LEAST_OWN,
  MARGIN_STEP_MS,
  MOST_KEPT,
  MOST_MARGIN_MS,
  NEVER_FULL,
  NOISE,
  RAISE,
  REFUSALS_AIMED_AT,
  RESIDUAL_MS,
  UNSEEN_MS,
  UNTOLD_MS,
} from './reckoning.ts'

/**
 * One limit of one quota, as this gateway reckons it: what the vendor told last, what came back since, what our calls have
 * used since, what those under way will still use, and what somebody else seems to use. Units are the meter's, times epoch
 * ms. A class, since choices read its fields all the time.
 */
export class Bucket {
  readonly kind: LimitKind
  /** Learned from refusals alone: its capacity is a guess that grows until it is refused again. */
  readonly learned: boolean
  refills: boolean
  windowMs: number
  capacity: number
  /** What is left as of `at`. What calls under way have yet to use is not taken off. */
  level = 0
  at = 0
  /** What others use, a ms. */
  unseen = 0
  /** Output that calls under way are expected to make yet. */
  pending = 0
  /** What they make of it, a ms. */
  drain = 0
  /** What calls that wait for room will use. */
  waiting = 0
  grain = 1
  resetsAt: number | null = null
  toldAt = 0
  /** From when on our own reckoning counts: what was used before is in what the vendor told. */
  basedAt = 0
  /** When a call was refused for it last. */
  refusedAt = 0
  /** When a call of ours was sent last, or an answer told of it. */
  touchedAt = 0
  /** By how much the level was set right so far, in all: what it was at some time would be told otherwise by now. */
  #shift = 0
  #marginMs = LEAST_MARGIN_MS

  constructor(
    kind: LimitKind,
    size: { readonly capacity: number; readonly windowMs: number; readonly learned: boolean },
  ) {
    this.kind = kind
    this.learned = size.learned
    this.refills = true
    this.capacity = size.capacity
    this.windowMs = size.windowMs
    this.level = size.capacity
  }

  /** As much as there ever is: what others use too is never full. */
  get most(): number {
    return this.capacity - this.unseen * this.windowMs * NEVER_FULL
  }

  /** What is left at `now`, our own calls under way not taken off. */
  levelAt(now: number): number {
    const passed = now - this.at
    if (this.refills) {
      const level = this.level + (this.capacity / this.windowMs - this.unseen - this.drain) * passed
      const most = this.most
      // Whatever was believed of it: by the vendor's own rule it is full a window later, if nobody uses it.
      if (now - this.touchedAt >= this.windowMs && this.drain === 0) return this.level > most ? this.level : most
      if (level <= most) return level
      return this.level > most ? Math.min(this.level, level) : most
    }
    if (this.resetsAt !== null && now >= this.resetsAt) return this.capacity
    return this.level - this.unseen * passed
  }

  /** Whether others use it, too. */
  get isShared(): boolean {
    return this.unseen * this.windowMs > this.capacity * NOISE
  }

  /** What comes back in so many ms, but no large part of the limit. */
  spare(ms: number): number {
    const units = (this.capacity * ms) / this.windowMs
    const most = this.capacity * MOST_KEPT
    return units < most ? units : most
  }

  /** What may not be used: for safety, or because the operator keeps it for others. */
  floor(maxUtilization: number): number {
    const kept = this.capacity * (1 - maxUtilization)
    const untold = this.kind.meter === 'output' ? this.unseen * UNTOLD_MS : 0
    const margin = this.spare(this.#marginMs) + this.grain / 2 + untold
    return kept > margin ? kept : margin
  }

  /** What of the limit a call takes, sooner or later. */
  needOf(draw: Draw): number {
    const { meter, countsCached } = this.kind
    return meter === 'output' ? draw.output : atSending(draw, meter, countsCached)
  }

  /** When so much comes back that `missing` is there; `Infinity` where it never does. */
  backAt(missing: number, now: number): number {
    if (!this.refills) return this.resetsAt !== null && this.resetsAt > now ? this.resetsAt : Infinity
    const rate = Math.max(this.capacity / this.windowMs - this.unseen, Number.MIN_VALUE)
    // Nobody is told to wait for longer than it takes to fill all of it: that may be a misjudgement, and is tried then.
    const latest = Math.max(now, this.touchedAt + this.windowMs)
    // What is under way goes on taking from what comes back, until it is done.
    const meanwhile = rate > this.drain ? missing / (rate - this.drain) : Infinity
    const pending = Math.max(this.pending, this.drain * RESIDUAL_MS)
    const at = now + (this.drain * meanwhile <= pending ? meanwhile : (missing + pending) / rate)
    return at < latest || this.drain > 0 ? at : latest
  }

  /** Takes a call's draw off as it is sent. */
  send(draw: ExpectedDraw, now: number): SentMark {
    this.advance(now)
    this.touchedAt = now
    this.#marginMs = Math.max(LEAST_MARGIN_MS, this.#marginMs - MARGIN_STEP_MS * REFUSALS_AIMED_AT)
    const { meter, countsCached } = this.kind
    if (meter === 'output') {
      this.pending += draw.output
      this.drain += draw.speed
      return this.#mark(0, this.pending)
    }
    const own = atSending(draw, meter, countsCached)
    this.level -= own
    return this.#mark(own, 0)
  }

  #mark(own: number, pending: number): SentMark {
    return { level: this.level, shift: this.#shift, own, pending, at: this.at, told: null, overMs: 0 }
  }

  /** It was more, or less, than was reckoned all along. */
  #set(level: number): void {
    this.#shift += level - this.level
    this.level = level
  }

  /** A call is over. `used` is `null` where the vendor did nothing for it. */
  settle(draw: ExpectedDraw, used: Draw | null, span: { readonly sent: SentMark; readonly now: number }): void {
    const { sent, now } = span
    const sentAt = sent.at
    this.advance(now)
    if (used !== null && sent.told !== null) this.#explain(sent, sent.told, this.#correction(draw, used))
    const { meter, countsCached } = this.kind
    if (meter === 'output') {
      const tookMs = now - sentAt
      this.pending = Math.max(0, this.pending - Math.max(0, draw.output - draw.speed * tookMs))
      this.drain = Math.max(0, this.drain - draw.speed)
      // What was made before the vendor told last is in what it told.
      const sinceMs = Math.max(0, now - Math.max(this.basedAt, sentAt))
      const made = used === null || tookMs <= 0 ? 0 : (used.output * sinceMs) / tookMs
      this.#set(this.level + (this.refills ? draw.speed * sinceMs : 0) - made)
      return
    }
    if (used === null) {
      // What the vendor told since of another call, or with all that was left, it told without this one.
      if (this.basedAt <= sentAt) this.#set(this.level + atSending(draw, meter, countsCached))
      // Where the vendor told since what was left, it told so with what the call really took.
    } else if (this.basedAt < sentAt) this.#set(this.level - this.#correction(draw, used))
  }

  /** How much more it was than was expected. */
  #correction(draw: Draw, used: Draw): number {
    const { meter, countsCached } = this.kind
    return atSending(used, meter, countsCached) - atSending(draw, meter, countsCached)
  }

  /** An answer tells what is left. `sent` is `null` where nothing is known of the call that it answers. */
  hear(told: LimitTold, sent: SentMark | null, now: number): void {
    this.advance(now)
    this.#resize(told)
    this.grain = told.grain
    this.resetsAt = told.resetsAt ?? this.resetsAt
    if (told.left === null) return
    const before = this.toldAt
    this.toldAt = now
    this.touchedAt = now
    if (sent === null || before === 0 || this.kind.meter === 'share' || !this.refills) {
      this.#set(Math.min(told.left, this.capacity))
      this.basedAt = now
      this.unseen = 0
      return
    }
    sent.told = told.left
    sent.level += this.#shift - sent.shift
    sent.overMs = now - before
    // It was counted as the call was let in, or as the answer began, or before even that: the least of a difference counts.
    const half = told.grain / 2
    const below = sent.level - (told.left + half)
    const above = told.left - half - sent.own - sent.pending - sent.level
    if (below > 0) this.#correct(-below, sent.at)
    else if (above > 0) this.#correct(above * RAISE, sent.at)
  }

  #correct(units: number, asOf: number): void {
    this.#set(Math.min(this.capacity, this.level + units))
    this.basedAt = asOf
  }

  /** What our own calls do not explain of what was told, somebody else has used. `more` is what this call took beyond its estimate. */
  #explain(sent: SentMark, told: number, more: number): void {
    const half = this.grain / 2
    const below = sent.level - more - told - half
    const above = told - half - sent.own - sent.pending - sent.level + more
    if (sent.overMs <= 0) return
    const weight = 1 - Math.exp(-sent.overMs / UNSEEN_MS)
    const units = below > 0 ? below : above > 0 ? -above : -this.unseen * sent.overMs * FORGETTING
    const most = (this.capacity / this.windowMs) * (1 - LEAST_OWN)
    this.unseen = Math.max(0, Math.min(most, this.unseen + (units / sent.overMs) * weight))
  }

  /** A call that takes `need` was refused for it, though there seemed to be room. */
  refuse(need: number, now: number): BucketRefusal {
    const before = this.#stand(now)
    this.#marginMs = Math.min(MOST_MARGIN_MS, this.#marginMs + MARGIN_STEP_MS)
    this.refusedAt = now
    this.touchedAt = now
    // The call itself is still taken off, until it is settled.
    this.#set(Math.min(this.level, -need * LACKED))
    return { ...before, taken: before.level - this.level }
  }

  /** The vendor does not tell of it, and a call was refused: so much was too much. */
  cut(capacity: number, now: number): BucketRefusal {
    const before = this.#stand(now)
    this.capacity = capacity
    this.refusedAt = now
    this.touchedAt = now
    if (this.level > 0) this.#set(0)
    return { ...before, taken: before.level - this.level }
  }

  #stand(now: number): Omit<BucketRefusal, 'taken'> {
    this.advance(now)
    const { capacity, level, refusedAt: refusedBefore } = this
    return { at: now, capacity, level, marginMs: this.#marginMs, refusedBefore }
  }

  /** It was not this limit that the call was refused for. What was used meanwhile stays used. */
  takeBack({ at, capacity, taken, marginMs, refusedBefore }: BucketRefusal, now: number): void {
    if (this.refusedAt !== at) return
    this.advance(now)
    this.capacity = capacity
    this.#set(Math.min(capacity, this.level + taken))
    this.#marginMs = marginMs
    this.refusedAt = refusedBefore
  }

  advance(now: number): void {
    if (now <= this.at) return
    const level = this.levelAt(now)
    if (!this.refills && this.resetsAt !== null && now >= this.resetsAt) {
      const missed = Math.floor((now - this.resetsAt) / this.windowMs) + 1
      this.basedAt = Math.max(this.basedAt, this.resetsAt + (missed - 1) * this.windowMs)
      this.resetsAt += missed * this.windowMs
    }
    this.pending = Math.max(0, this.pending - this.drain * (now - this.at))
    this.level = level
    this.at = now
  }

  #resize({ kind, capacity, windowMs }: LimitTold): void {
    this.refills = kind === 'refill'
    if (windowMs !== null) this.windowMs = windowMs
    if (capacity === null || capacity === this.capacity) return
    // What calls under way know of the level is known of the old size.
    this.#set(Math.min(this.level, capacity))
    this.capacity = capacity
  }
}
