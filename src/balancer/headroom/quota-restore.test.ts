import { expect, it } from 'vitest'
import { MINUTE, START } from '../board-fixture.ts'
import { Bucket } from './bucket.ts'
import { toLimitRecord } from './limit-record.ts'
import { Quota } from './quota.ts'

const KIND = { name: 'requests', meter: 'requests', scope: { kind: 'account' }, countsCached: true } as const

function recordAt(at: number, level: number) {
  const bucket = new Bucket(KIND, { capacity: 60, windowMs: MINUTE, learned: false })
  bucket.at = at
  bucket.level = level
  return toLimitRecord(bucket)
}

it('of two accounts that shared a limit before a restart, the one that was told of it last is believed, as of then', () => {
  const quota = new Quota('shared')
  quota.restore([recordAt(START, 20)])
  quota.restore([recordAt(START + 10_000, 3)])
  quota.restore([recordAt(START + 5_000, 50)])
  expect(quota.buckets.map((bucket) => bucket.levelAt(START + 12_000))).toEqual([5])
})
