import { describe, expect, it } from 'vitest'
import { drawOf, memberNamed, MINUTE, told } from './limit-fixture.ts'
import { Reservation } from './reservation.ts'

const NOW = 1_795_305_600_000
const DRAW = drawOf({ fresh: 2_000, output: 800, speed: 0.08 })

function createReserved(draw = DRAW) {
  const member = memberNamed('a')
  member.quota.hear(
    [
      told({ name: 'requests', meter: 'requests', capacity: 50, left: 50 }),
      told({ name: 'input-tokens' }),
      told({ name: 'output-tokens', meter: 'output', capacity: 10_000, left: 10_000 }),
    ],
    null,
    NOW,
  )
  const reservation = new Reservation({ member, model: 'm', conversation: null, moving: null, bytes: 8_000 }, draw)
  const seen = (field: 'level' | 'pending' | 'waiting') => member.quota.buckets.map((bucket) => bucket[field])
  return { member, reservation, seen }
}

describe('a call that waits', () => {
  it('keeps a place of its size, until it does not wait any more', () => {
    const { member, reservation, seen } = createReserved()
    reservation.hold(1)
    expect([member.waiting.length, seen('waiting'), seen('level')]).toEqual([1, [1, 2_000, 800], [50, 50_000, 10_000]])
    expect(reservation.release()).toBe(true)
    expect([member.waiting.length, seen('waiting')]).toEqual([0, [0, 0, 0]])
    expect(reservation.release()).toBe(false)
    expect(member.waiting.length).toBe(0)
  })

  it('has used nothing, however it is settled', () => {
    const { reservation, seen } = createReserved()
    reservation.hold(1)
    reservation.settle(drawOf({ fresh: 9_000 }), NOW)
    reservation.release()
    expect([seen('level'), seen('waiting')]).toEqual([
      [50, 50_000, 10_000],
      [0, 0, 0],
    ])
  })
})

describe('a call that was sent', () => {
  it('takes what it is expected to, at once or as it is made', () => {
    const { reservation, seen } = createReserved()
    reservation.send(NOW)
    expect([seen('level'), seen('pending')]).toEqual([
      [49, 48_000, 10_000],
      [0, 0, 800],
    ])
    expect(reservation.release()).toBe(false)
  })

  it('has taken what it did at its end, once', () => {
    const { reservation, seen } = createReserved()
    reservation.send(NOW + 1)
    for (let time = 0; time < 2; time++) reservation.settle(drawOf({ fresh: 5_000, output: 400 }), NOW + 1)
    expect(seen('level').map(Math.round)).toEqual([49, 45_000, 10_000])
    expect(seen('pending')).toEqual([0, 0, 0])
    reservation.settle(null, NOW + MINUTE)
    expect(seen('level').map(Math.round)).toEqual([49, 45_000, 10_000])
  })

  it('has taken nothing where it was refused', () => {
    const { reservation, seen } = createReserved()
    reservation.send(NOW)
    reservation.settle(null, NOW)
    expect([seen('level'), seen('pending')]).toEqual([
      [50, 50_000, 10_000],
      [0, 0, 0],
    ])
  })

  it('knows how its limits stood then, of those that were known', () => {
    const { member, reservation } = createReserved()
    reservation.send(NOW + 100)
    member.quota.hear([told({ name: 'tokens', meter: 'tokens' })], reservation, NOW + 200)
    const marks = member.quota.buckets.map((bucket) => reservation.markOf(bucket)?.at ?? null)
    expect(marks).toEqual([NOW + 100, NOW + 100, NOW + 100, null])
  })
})

describe('a call that is sent again', () => {
  it('takes as much again, and each is settled by itself', () => {
    const { reservation, seen } = createReserved()
    reservation.send(NOW)
    const again = reservation.again(NOW)
    expect(seen('level')).toEqual([48, 46_000, 10_000])
    reservation.settle(null, NOW)
    expect(seen('level')).toEqual([49, 48_000, 10_000])
    again.settle(null, NOW)
    expect(seen('level')).toEqual([50, 50_000, 10_000])
  })
})
