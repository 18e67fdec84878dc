import { describe, expect, it } from 'vitest'
import { NO_CAPS } from '../../model/account.ts'
import type { Member } from '../member.ts'
import { drawOf, memberNamed, told } from './limit-fixture.ts'
import { createQuotas } from './quotas.ts'
import { Reservation } from './reservation.ts'

const NOW = 1_795_305_600_000

function hear(member: Member, left: number, now = NOW): void {
  member.quota.hear([told({ left })], null, now)
}

describe('accounts of one organisation', () => {
  it('share its limits as soon as the vendor says so', () => {
    const quotas = createQuotas()
    const [a, b, c] = ['a', 'b', 'c'].map((name) => memberNamed(name))
    if (a === undefined || b === undefined || c === undefined) throw new Error('three are named')
    quotas.assign(a, 'org-1')
    quotas.assign(b, 'org-1')
    quotas.assign(c, 'org-2')
    expect(a.quota).toBe(b.quota)
    expect(a.quota).not.toBe(c.quota)
    const reservation = new Reservation({ member: a, model: 'm', conversation: null, moving: null, bytes: 0 }, drawOf())
    hear(a, 30_000)
    const sent = reservation.again(NOW)
    expect(b.quota.buckets[0]?.level).toBe(29_000)
    sent.settle(null, NOW)
    expect(b.quota.buckets[0]?.level).toBe(30_000)
  })

  it('have what was known of each, the newest of one limit', () => {
    const quotas = createQuotas()
    const [a, b] = [memberNamed('a'), memberNamed('b')]
    hear(a, 10_000, NOW)
    hear(b, 20_000, NOW + 5)
    quotas.assign(a, 'org-1')
    quotas.assign(b, 'org-1')
    expect(a.quota.buckets.map(({ level, at }) => [level, at])).toEqual([[20_000, NOW + 5]])
  })

  it('of another host are other ones', () => {
    const quotas = createQuotas()
    const [a, b] = [memberNamed('a'), memberNamed('b')]
    b.origin = { name: 'https://other.example', index: 1, markedUntil: 0 }
    quotas.assign(a, 'org-1')
    quotas.assign(b, 'org-1')
    expect(a.quota).not.toBe(b.quota)
  })
})

const grouped = (name: string, quotaGroup: string | null): Member =>
  memberNamed(name, { caps: { ...NO_CAPS, quotaGroup } })

describe('what the operator sets', () => {
  it('counts before what a vendor tells, and can be changed', () => {
    const quotas = createQuotas()
    const [a, b] = [grouped('a', 'mine'), grouped('b', 'mine')]
    for (const member of [a, b]) quotas.place(member, null)
    expect(a.quota).toBe(b.quota)
    quotas.assign(a, 'org-1')
    quotas.assign(b, 'org-2')
    expect(a.quota).toBe(b.quota)
    b.account = { ...b.account, caps: NO_CAPS }
    quotas.place(b, b.group)
    expect(a.quota).not.toBe(b.quota)
    expect(b.quota.key).toContain('org-2')
  })
})

describe('an account that changes its group', () => {
  it('lets go of what its calls under way reserved where they reserved it', () => {
    const quotas = createQuotas()
    const member = memberNamed('a')
    quotas.assign(member, 'org-1')
    hear(member, 30_000)
    const before = member.quota
    const sent = new Reservation({ member, model: 'm', conversation: null, moving: null, bytes: 0 }, drawOf()).again(
      NOW,
    )
    const held = new Reservation({ member, model: 'm', conversation: null, moving: null, bytes: 0 }, drawOf())
    held.hold(1)
    quotas.assign(member, 'org-2')
    sent.settle(null, NOW)
    held.release()
    expect(before.buckets.map(({ level, waiting }) => [level, waiting])).toEqual([[30_000, 0]])
    expect(member.quota.buckets.map(({ level, waiting }) => [level, waiting])).toEqual([[29_000, 0]])
    expect(member.waiting.length).toBe(0)
  })

  it('leaves nothing behind of a group that nobody is of', () => {
    const quotas = createQuotas()
    const [a, b] = [memberNamed('a'), memberNamed('b')]
    quotas.assign(a, 'org-1')
    const first = a.quota
    hear(a, 1)
    quotas.assign(a, 'org-2')
    quotas.assign(b, 'org-1')
    expect(b.quota).not.toBe(first)
    expect(b.quota.buckets).toEqual([])
    quotas.assign(b, 'org-2')
    expect(b.quota.users).toBe(2)
    quotas.leave(a)
    expect(b.quota.users).toBe(1)
  })
})
