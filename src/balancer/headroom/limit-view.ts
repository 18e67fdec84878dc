import type { LimitView } from '../view.ts'
import type { Bucket } from './bucket.ts'
import type { Quota } from './quota.ts'

/** What a look at a whole pool has put into words: accounts that share their limits share these. */
export type LimitViews = Map<Quota, readonly LimitView[]>

export function toLimitViews(quota: Quota, known: LimitViews, now: number): readonly LimitView[] {
  const told = known.get(quota)
  if (told !== undefined) return told
  const views = quota.buckets.map((bucket) => toLimitView(bucket, now))
  known.set(quota, views)
  return views
}

function toLimitView(bucket: Bucket, now: number): LimitView {
  const { kind, capacity, refills, learned, waiting } = bucket
  const level = bucket.levelAt(now)
  const pending = Math.max(0, bucket.pending - bucket.drain * Math.max(0, now - bucket.at))
  const left = Math.max(0, level)
  const round = kind.meter === 'share' ? toThousandths : Math.round
  return {
    name: kind.name,
    meter: kind.meter,
    scope: kind.scope,
    capacity: round(capacity),
    left: round(Math.min(left, bucket.capacity)),
    reserved: round(pending + waiting),
    utilization: toThousandths(Math.min(1, Math.max(0, 1 - (left - pending - waiting) / capacity))),
    refills,
    resetsAt: refills ? fullAt(bucket, level, now) : resetAt(bucket, now),
    learned,
  }
}

/** When it is full again if nobody uses it. */
function fullAt({ capacity, windowMs }: Bucket, level: number, now: number): number | null {
  if (level >= capacity) return null
  return Math.ceil(now + ((capacity - level) * windowMs) / capacity)
}

/** Of one whose end has passed unheard of, the end of the window after it. */
function resetAt({ resetsAt, windowMs }: Bucket, now: number): number | null {
  if (resetsAt === null || resetsAt > now) return resetsAt
  return resetsAt + (Math.floor((now - resetsAt) / windowMs) + 1) * windowMs
}

function toThousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
