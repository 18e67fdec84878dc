import type { LimitRecord } from '../../model/board-records.ts'
import { Bucket } from './bucket.ts'

/** What of a limit must survive a restart. */
export function toLimitRecord(bucket: Bucket): LimitRecord {
  const { name, meter, scope, countsCached } = bucket.kind
  const { learned, refills, capacity, windowMs, level, at, unseen, resetsAt, grain } = bucket
  // Calls under way will have used what they are expected to by the time it is read.
  const left = level - bucket.pending
  return {
    name,
    meter,
    scope,
    countsCached,
    learned,
    refills,
    capacity,
    windowMs,
    level: left,
    at,
    unseen,
    resetsAt,
    grain,
  }
}

export function restoreBucket(record: LimitRecord): Bucket {
  const { name, meter, scope, countsCached, capacity, windowMs, learned } = record
  const bucket = new Bucket({ name, meter, scope, countsCached }, { capacity, windowMs, learned })
  recall(bucket, record)
  return bucket
}

/** All that is known of it is what the record says. */
export function recall(bucket: Bucket, record: LimitRecord): void {
  // What calls under way have made by then is made.
  bucket.advance(record.at)
  bucket.capacity = record.capacity
  bucket.windowMs = record.windowMs
  bucket.refills = record.refills
  bucket.level = record.level
  bucket.at = record.at
  bucket.toldAt = record.at
  bucket.touchedAt = record.at
  bucket.basedAt = record.at
  bucket.unseen = record.unseen
  bucket.resetsAt = record.resetsAt
  bucket.grain = record.grain
}
