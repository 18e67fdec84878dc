import { describe, expect, it } from 'vitest'
import type { LimitTold } from '../../model/limit.ts'
import { drawOf, memberNamed, MINUTE, told } from './limit-fixture.ts'
import { Quota } from './quota.ts'
import { Reservation } from './reservation.ts'

const NOW = 1_795_305_600_000
const ACCOUNT = { kind: 'account' } as const

function quotaTold(...limits: readonly Partial<LimitTold>[]): Quota {
  const quota = new Quota('account a')
  quota.hear(limits.map(told), null, NOW)
  return quota
}

function namesOf(quota: Quota, model: string | null): readonly string[] {
  return quota.of(model).map(({ kind }) => kind.name)
}

describe('the limits that a call draws on', () => {
  const opus = { kind: 'family', family: 'opus-5' } as const
  const one = { kind: 'model', model: 'claude-sonnet-5' } as const

  it('are those of the account, its model and its family', () => {
    const quota = quotaTold({ name: 'all' }, { name: 'opus', scope: opus }, { name: 'sonnet', scope: one })
    expect(namesOf(quota, 'claude-opus-5-1')).toEqual(['all', 'opus'])
    expect(namesOf(quota, 'claude-sonnet-5')).toEqual(['all', 'sonnet'])
    expect(namesOf(quota, null)).toEqual(['all'])
  })

  it('of one name are several where their scopes are', () => {
    const quota = quotaTold({ scope: opus, left: 1 }, { scope: one, left: 2 })
    expect(quota.of('claude-opus-5').map(({ level }) => level)).toEqual([1])
    expect(quota.of('claude-sonnet-5').map(({ level }) => level)).toEqual([2])
  })

  it('are not those of modes that a call has to ask for', () => {
    const names = ['priority-input-tokens', 'fast-requests', 'requests'].map((name) => ({ name }))
    expect(namesOf(quotaTold(...names), 'm')).toEqual(['requests'])
  })

  it('are known anew when there is another', () => {
    const quota = quotaTold({ name: 'requests' })
    const before = quota.of('m')
    expect(quota.of('m')).toBe(before)
    quota.hear([told({ name: 'output-tokens', meter: 'output' })], null, NOW)
    expect(namesOf(quota, 'm')).toEqual(['requests', 'output-tokens'])
  })

  it('are none of which nothing is told that could be reckoned with', () => {
    expect(quotaTold({ capacity: null, left: null }, { capacity: 0, left: 0 }).buckets).toEqual([])
    expect(quotaTold({ capacity: null, left: 700 }).buckets[0]).toMatchObject({ capacity: 700, level: 700 })
  })

  it('are 64 at the most, however many a vendor names', () => {
    const quota = quotaTold(...Array.from({ length: 100 }, (_, index) => ({ name: `limit-${index}` })))
    expect(quota.buckets.length).toBe(64)
    expect(quota.buckets.at(-1)?.kind.name).toBe('limit-99')
  })
})

/** So many calls in a minute, evenly; returns when it is over. */
function send(quota: Quota, calls: number, from: number): number {
  for (let call = 0; call < calls; call++) quota.pace(drawOf(), from + (call * MINUTE) / calls)
  return from + MINUTE
}

/** A call for model `m` that draws on it. */
function callOn(quota: Quota, draw = drawOf()): Reservation {
  const member = memberNamed('a')
  member.quota = quota
  return new Reservation({ member, model: 'm', conversation: null, moving: null, bytes: 0 }, draw)
}

function learned(calls: number): { readonly quota: Quota; readonly now: number } {
  const quota = new Quota('account a')
  const now = send(quota, calls, NOW)
  quota.refused(callOn(quota), ACCOUNT, now)
  return { quota, now }
}

describe('a limit that no vendor tells of', () => {
  it('is learned from the refusal that meets it, as less than what was sent', () => {
    const { quota } = learned(60)
    expect(quota.buckets[0]).toMatchObject({ learned: true, level: 0 })
    // 60 calls a minute, two thirds of which the average has seen, and 0.7 of that.
    expect(quota.buckets[0]?.capacity).toBeGreaterThan(20)
    expect(quota.buckets[0]?.capacity).toBeLessThan(42)
  })

  it('is none where few calls were sent: something else refused', () => {
    expect(learned(8).quota.buckets).toEqual([])
  })

  it('is none where one that is told can be meant', () => {
    const quota = quotaTold({ left: 3_000 })
    const now = NOW
    const refused = callOn(quota, drawOf({ fresh: 2_000 })).again(now)
    quota.refused(refused, ACCOUNT, now)
    expect(quota.buckets.length).toBe(1)
    // Seven tenths of the 2,000 that it takes.
    expect(quota.buckets[0]).toMatchObject({ level: -1_400, refusedAt: now })
  })

  it('grows while it is used and nothing is refused, not while nobody uses it', () => {
    const { quota, now } = learned(60)
    const [bucket] = quota.buckets
    const before = bucket?.capacity ?? 0
    quota.relax('m', now + MINUTE)
    expect(bucket?.capacity).toBe(before)
    for (let second = 1; second <= 60; second++) {
      bucket?.send({ fresh: 0, cached: 0, output: 0, speed: 0 }, now + MINUTE + second * 1_000)
      quota.relax('m', now + MINUTE + second * 1_000)
    }
    expect(bucket?.capacity).toBeGreaterThan(before)
    expect(bucket?.capacity).toBeLessThan(before * 1.29)
  })

  it('is cut by each refusal, but not to nothing', () => {
    const { quota, now } = learned(60)
    const before = quota.buckets[0]?.capacity ?? 0
    quota.refused(callOn(quota), ACCOUNT, now + 1)
    expect(quota.buckets[0]?.capacity).toBeCloseTo(before * 0.7, 5)
    for (let time = 0; time < 20; time++) quota.refused(callOn(quota), ACCOUNT, now + 2)
    expect(quota.buckets[0]?.capacity).toBe(7)
  })

  it('survives a clock that is set back by hours', () => {
    const { quota, now } = learned(60)
    const before = quota.buckets[0]?.capacity ?? 0
    const day = 24 * 60 * MINUTE
    quota.pace(drawOf(), now - day)
    quota.relax('m', now - day)
    quota.refused(callOn(quota), ACCOUNT, now - day)
    expect(quota.buckets[0]?.capacity).toBeGreaterThan(0)
    expect(quota.buckets[0]?.capacity).toBeLessThanOrEqual(before)
  })
})

describe('the tightest limit', () => {
  it('is taken to be what refused a call, once', () => {
    const quota = quotaTold(
      { name: 'input-tokens', left: 10_000 },
      { name: 'requests', meter: 'requests', left: 45_000 },
    )
    for (let time = 0; time < 2; time++) quota.refused(callOn(quota), ACCOUNT, NOW)
    expect(quota.buckets.map((bucket) => bucket.floor(1))).toEqual([4_500.5, 2_000.5])
  })

  it('is what the vendor says it is', () => {
    const quota = quotaTold({ name: 'input-tokens', left: 10_000 }, { name: 'requests', left: 45_000, refused: true })
    quota.refused(callOn(quota), ACCOUNT, NOW)
    expect(quota.buckets.map((bucket) => bucket.floor(1))).toEqual([2_000.5, 4_500.5])
  })

  it('is none that is reset, such as a share: its vendor says so itself where it is used up', () => {
    const share = { name: 'unified-7d', meter: 'share', kind: 'reset', capacity: 1, left: 0.01 } as const
    const quota = quotaTold(share, { name: 'input-tokens', left: 4_000 })
    expect(quota.refused(callOn(quota), ACCOUNT, NOW)?.bucket.kind.name).toBe('input-tokens')
    const alone = quotaTold(share)
    expect(alone.refused(callOn(alone), ACCOUNT, NOW)).toBeNull()
    expect(alone.buckets[0]).toMatchObject({ level: 0.01, refusedAt: 0 })
  })
})

describe('another strategy', () => {
  it('forgets what others seemed to use, and nothing that calls under way or waiting hold', () => {
    const quota = quotaTold({ name: 'output-tokens', meter: 'output', left: 9_000 })
    const [bucket] = quota.buckets
    if (bucket === undefined) throw new Error('a limit was told')
    const draw = { fresh: 0, cached: 0, output: 2_000, speed: 0.1 }
    const mark = bucket.send(draw, NOW)
    bucket.waiting = 700
    bucket.unseen = 0.3
    quota.forgetUse()
    expect([bucket.unseen, bucket.pending, bucket.drain, bucket.waiting]).toEqual([0, 2_000, 0.1, 700])
    // Each gives back what it holds itself, as it ends.
    const other = bucket.send(draw, NOW)
    bucket.settle(draw, { ...draw, output: 0 }, { sent: mark, now: NOW + 1_000 })
    expect([bucket.pending, bucket.drain]).toEqual([1_900, 0.1])
    bucket.settle(draw, { ...draw, output: 0 }, { sent: other, now: NOW + 1_000 })
    expect([bucket.pending, bucket.drain]).toEqual([0, 0])
  })
})

describe('what is kept for a restart', () => {
  it('is all of every limit, also by way of JSON', () => {
    const quota = quotaTold(
      { name: 'input-tokens', left: 10_000, resetsAt: NOW + 5_000 },
      { name: 'unified-7d', meter: 'share', kind: 'reset', capacity: 1, left: 0.4, resetsAt: NOW + MINUTE },
    )
    for (const bucket of quota.buckets) bucket.unseen = 0.125
    const records = JSON.parse(JSON.stringify(quota.toRecords()))
    const again = new Quota('account a')
    again.restore(records)
    expect(again.toRecords()).toEqual(quota.toRecords())
    const left = (one: Quota): readonly number[] => one.buckets.map((bucket) => bucket.levelAt(NOW + 2_000))
    expect(left(again)).toEqual(left(quota))
  })

  it('has nothing that JSON makes null of', () => {
    const quota = quotaTold({}, { name: 'unknown', capacity: null, windowMs: null, left: 3, resetsAt: null })
    for (const record of quota.toRecords()) {
      for (const value of Object.values(record)) {
        if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite)
      }
    }
  })

  it('of a window that was reset meanwhile is all of the next', () => {
    const quota = quotaTold({ kind: 'reset', left: 5, resetsAt: NOW + MINUTE })
    const again = new Quota('account a')
    again.restore(quota.toRecords())
    expect(again.buckets[0]?.levelAt(NOW + 10 * MINUTE)).toBe(50_000)
    again.buckets[0]?.advance(NOW + 10 * MINUTE)
    expect(again.buckets[0]?.resetsAt).toBe(NOW + 11 * MINUTE)
  })

  it('is what calls under way will have left', () => {
    const quota = quotaTold({ name: 'output-tokens', meter: 'output', left: 9_000 })
    quota.buckets[0]?.send({ fresh: 0, cached: 0, output: 2_000, speed: 0.1 }, NOW)
    expect(quota.toRecords()[0]?.level).toBe(7_000)
  })

  it('counts where it is newer than what is known, as of when it was', () => {
    const older = quotaTold({ left: 1_000 })
    const newer = new Quota('account a')
    newer.hear([told({ left: 20_000, capacity: 40_000 })], null, NOW + 30_000)
    older.restore(newer.toRecords())
    expect(older.buckets[0]?.levelAt(NOW + 30_000)).toBe(20_000)
    expect(older.buckets[0]?.capacity).toBe(40_000)
    newer.restore(quotaTold({ left: 7 }).toRecords())
    expect(newer.buckets[0]?.levelAt(NOW + 30_000)).toBe(20_000)
  })
})
