import type { LimitRecord } from '../../model/board-records.ts'
import type { LimitTold } from '../../model/limit.ts'
import type { CoolScope } from '../../model/refusal.ts'
import { scopeCovers } from '../cooldowns.ts'
import { Bucket } from './bucket.ts'
import type { BucketRefusal, SentMark } from './limit-marks.ts'
import type { Draw } from './draw.ts'
import { recall, restoreBucket, toLimitRecord } from './limit-record.ts'

const MINUTE_MS = 60_000
/** Limits of one quota that are kept; vendors have some ten. The one heard of first goes first. */
const BUCKETS_KEPT = 64
/** Models whose limits are remembered together; callers name them. */
const MODELS_KEPT = 128
/** A limit that was only learned grows by this much of itself in a minute of use without a refusal. */
const GROWTH_A_MINUTE = 0.25
/** So few calls a minute do not run into a limit on calls a minute: what refused them was something else. */
const LEAST_PACE = 10
/** What remains of it where it is refused. */
const CUT = 0.7
const LEARNED = 'learned-requests'
/** A limit with more than this share of it left after a call did not refuse it, even if the call took so many times its estimate. */
const ENOUGH = 0.25
const MISJUDGED = 1.3
/** Limits of modes that calls ask for by themselves; beyond the first of them vendors serve calls as usual ones. */
const SPECIAL = /^(?:priority|fast)-/

/** What a call's refusal taught of the limits, so that it can be taken back. */
export interface LimitLesson {
  readonly quota: Quota
  readonly bucket: Bucket
  /** `null` where nothing was known of the limit before. */
  readonly refusal: BucketRefusal | null
}

/** The reservation of a call that an answer is to. */
interface Asked {
  readonly for: { readonly model: string | null }
  markOf(bucket: Bucket): SentMark | null
  sentSince(bucket: Bucket): number
}

/** The limits of one account, or of the accounts that share them: those of an organisation, a project, a workspace. */
export class Quota {
  readonly key: string
  /** Accounts that draw on it. */
  users: number
  /** What all calls so far were expected to take. */
  calls = 0
  fresh = 0
  cached = 0
  #buckets: Bucket[] = []
  readonly #byModel = new Map<string | null, readonly Bucket[]>()
  /** Calls sent in the last minute or so, each worth less the longer ago it was. */
  #pace = 0
  #pacedAt = 0

  constructor(key: string, users = 0) {
    this.key = key
    this.users = users
  }

  get buckets(): readonly Bucket[] {
    return this.#buckets
  }

  /** Those that a call for the model draws on. The same list until there is another limit. */
  of(model: string | null): readonly Bucket[] {
    const known = this.#byModel.get(model)
    if (known !== undefined) return known
    if (this.#byModel.size >= MODELS_KEPT) this.#byModel.clear()
    const buckets = this.#buckets.filter(({ kind }) => !SPECIAL.test(kind.name) && scopeCovers(kind.scope, model))
    this.#byModel.set(model, buckets)
    return buckets
  }

  /** An answer tells of its limits. `asked` is the reservation of the call that it answers. */
  hear(limits: readonly LimitTold[], asked: Asked | null, now: number): void {
    if (limits.some(({ meter, capacity }) => meter === 'requests' && capacity !== null && capacity > 0))
      this.#unlearnAll()
    for (const told of limits) {
      const bucket = this.#find(told.name, told.scope) ?? this.#add(told, now)
      if (bucket === null) continue
      const mark = asked?.markOf(bucket) ?? null
      bucket.hear(asked === null || mark !== null ? told : asOfNow(told, bucket, { asked, now }), mark, now)
      if (told.refused) bucket.refuse(mark?.own ?? 0, now)
    }
  }

  /** A vendor that tells its limit on calls leaves nothing to be guessed. */
  #unlearnAll(): void {
    if (!this.#buckets.some(({ learned }) => learned)) return
    this.#buckets = this.#buckets.filter(({ learned }) => !learned)
    this.#byModel.clear()
  }

  /** A call was sent. */
  pace(draw: Draw, now: number): void {
    this.#pace = this.#paceAt(now) + 1
    this.#pacedAt = now
    this.calls++
    this.fresh += draw.fresh
    this.cached += draw.cached
  }

  /**
   * A call was refused for a limit, and nothing says for which: it is the one that the call lacks most of, by what is told
   * and reckoned of each. `null` where all of them had enough for it: it was refused for something else.
   */
  refused(asked: Asked, scope: CoolScope, now: number): LimitLesson | null {
    let scarcest: Bucket | null = null
    let least = ENOUGH
    let isTold = false
    for (const bucket of this.of(asked.for.model)) {
      if (bucket.learned || !bucket.refills) continue
      if (bucket.refusedAt === now) return null
      isTold = true
      const own = asked.markOf(bucket)?.own ?? 0
      // Below 0 the call did not fit into what was left before it.
      const spare = (bucket.levelAt(now) - bucket.pending - own * (MISJUDGED - 1)) / bucket.capacity
      if (spare >= least) continue
      scarcest = bucket
      least = spare
    }
    if (!isTold) return this.#learn(scope, now)
    if (scarcest === null) return null
    return { quota: this, bucket: scarcest, refusal: scarcest.refuse(asked.markOf(scarcest)?.own ?? 0, now) }
  }

  /** The call was refused for itself. */
  unlearn({ bucket, refusal }: LimitLesson, now: number): void {
    if (refusal !== null) {
      bucket.takeBack(refusal, now)
      return
    }
    this.#buckets = this.#buckets.filter((one) => one !== bucket)
    this.#byModel.clear()
  }

  /** A clock that was set back makes it no more than it was. */
  #paceAt(now: number): number {
    return this.#pace * Math.exp(-Math.max(0, now - this.#pacedAt) / MINUTE_MS)
  }

  /** The vendor tells nobody of this limit: what was sent in the last minute was too much. */
  #learn(scope: CoolScope, now: number): LimitLesson | null {
    const known = this.#find(LEARNED, scope)
    const sent = this.#paceAt(now)
    if (sent < LEAST_PACE) return null
    if (known !== null) {
      known.toldAt = now
      const capacity = Math.max(LEAST_PACE, Math.min(known.capacity, sent)) * CUT
      return { quota: this, bucket: known, refusal: known.cut(capacity, now) }
    }
    const kind = { name: LEARNED, meter: 'requests', scope, countsCached: true } as const
    const bucket = this.#keep(new Bucket(kind, { capacity: sent * CUT, windowMs: MINUTE_MS, learned: true }))
    bucket.at = now
    bucket.level = 0
    bucket.toldAt = now
    bucket.touchedAt = now
    return { quota: this, bucket, refusal: null }
  }

  /** A call came through: what was only learned may be more than was thought, as far as it is used. */
  relax(model: string | null, now: number): void {
    for (const bucket of this.of(model)) {
      if (!bucket.learned) continue
      const passed = Math.min(MINUTE_MS, Math.max(0, now - bucket.toldAt))
      bucket.advance(now)
      if (bucket.level < bucket.capacity / 2) bucket.capacity *= 1 + (GROWTH_A_MINUTE * passed) / MINUTE_MS
      bucket.toldAt = now
    }
  }

  /**
   * Calls are not followed any more, or again: what others seem to use is forgotten, since our own calls would look like
   * theirs. What calls under way and those that wait hold stays until they give it back themselves.
   */
  forgetUse(): void {
    for (const bucket of this.#buckets) bucket.unseen = 0
  }

  toRecords(): readonly LimitRecord[] {
    return this.#buckets.map(toLimitRecord)
  }

  /** Limits that were known before a restart; of one that is known here the newer counts. */
  restore(records: readonly LimitRecord[]): void {
    for (const record of records) {
      const known = this.#find(record.name, record.scope)
      if (known === null) this.#keep(restoreBucket(record))
      else if (known.at < record.at) recall(known, record)
    }
  }

  #find(name: string, scope: CoolScope): Bucket | null {
    for (const bucket of this.#buckets) if (bucket.kind.name === name && isSame(bucket.kind.scope, scope)) return bucket
    return null
  }

  /** A limit of which nothing is told that could be reckoned with is none. */
  #add(told: LimitTold, now: number): Bucket | null {
    const capacity = told.capacity ?? told.left
    if (capacity === null || capacity <= 0) return null
    const { name, meter, scope, countsCached } = told
    const size = { capacity, windowMs: told.windowMs ?? MINUTE_MS, learned: false }
    const bucket = this.#keep(new Bucket({ name, meter, scope, countsCached }, size))
    bucket.at = now
    return bucket
  }

  #keep(bucket: Bucket): Bucket {
    this.#buckets = [...this.#buckets, bucket].slice(-BUCKETS_KEPT)
    this.#byModel.clear()
    return bucket
  }
}

/** An answer tells of the moment at which its call was sent, before the limit was known: others were sent since. */
function asOfNow(
  told: LimitTold,
  bucket: Bucket,
  { asked, now }: { readonly asked: Asked; readonly now: number },
): LimitTold {
  const { left } = told
  if (left === null || told.meter === 'share') return told
  return { ...told, left: bucket.toldAt === 0 ? left - asked.sentSince(bucket) : Math.min(left, bucket.levelAt(now)) }
}

/** Compared as they are: an answer's limits are looked up one by one. */
function isSame(a: CoolScope, b: CoolScope): boolean {
  switch (a.kind) {
    case 'account':
      return b.kind === 'account'
    case 'model':
      return b.kind === 'model' && a.model === b.model
    case 'family':
      return b.kind === 'family' && a.family === b.family
  }
}
