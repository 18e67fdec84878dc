import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BindingRecord } from '../../model/board-records.ts'
import type { Member } from '../member.ts'
import type { Conversation } from './conversation.ts'
import { Conversations } from './conversations.ts'
import { memberNamed, MINUTE } from './limit-fixture.ts'

const NOW = 1_795_305_600_000
const NO_USAGE = { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }

interface Turn {
  readonly key: string
  readonly bytes: number
  readonly member: Member
  readonly now: number
}

/** As a choice does it. */
function turn(conversations: Conversations, { key, bytes, member, now }: Turn): Conversation {
  conversations.advance(now)
  return conversations.use({ key, bytes }, conversations.find(key, bytes), { member, now })
}

/** As it comes back from a store, the latest record of a key. */
function restored(conversations: Conversations, members: readonly Member[]): Conversations {
  const { bindings } = conversations.drain()
  const records = JSON.parse(JSON.stringify(bindings)) as BindingRecord[]
  const again = new Conversations()
  for (const record of records.toSorted((one, other) => one.startedAt - other.startedAt)) {
    again.restore(
      record,
      members.find(({ account }) => account.id === record.account),
    )
  }
  return again
}

describe('conversations of one session', () => {
  const member = memberNamed('a')
  const other = memberNamed('b')

  it('are told apart by their length: each goes on with the one that it has grown from', () => {
    const conversations = new Conversations()
    const main = turn(conversations, { key: 's', bytes: 400_000, member, now: NOW })
    const agent = turn(conversations, { key: 's', bytes: 16_000, member: other, now: NOW + 1 })
    expect(agent).not.toBe(main)
    expect(conversations.find('s', 409_000)).toBe(main)
    expect(conversations.find('s', 20_000)).toBe(agent)
    expect(conversations.find('s', 8_000)).toBeNull()
    expect(conversations.find('t', 20_000)).toBeNull()
    expect(conversations.kinOf('s')).toBe(other)
    expect(conversations.kinOf('t')).toBeNull()
  })

  it('of a length that is not known go on with any', () => {
    const conversations = new Conversations()
    const one = turn(conversations, { key: 's', bytes: 0, member, now: NOW })
    expect(conversations.find('s', 0)).toBe(one)
    expect(conversations.find('s', 9_000)).toBe(one)
  })

  it('are four at the most; the one unused the longest goes', () => {
    const conversations = new Conversations()
    const main = turn(conversations, { key: 's', bytes: 900_000, member, now: NOW })
    for (let agent = 0; agent < 6; agent++) {
      conversations.use({ key: 's', bytes: 1_000 }, null, { member: other, now: NOW + agent * 10 })
      turn(conversations, { key: 's', bytes: 900_000 + agent, member, now: NOW + agent * 10 + 5 })
    }
    expect(conversations.size).toBe(4)
    expect(conversations.find('s', 900_006)).toBe(main)
  })
})

describe('a conversation', () => {
  it('is warm for 5 minutes, or an hour where its vendor was asked to keep it so long', () => {
    const conversations = new Conversations()
    const one = turn(conversations, { key: 's', bytes: 1, member: memberNamed('a'), now: NOW })
    expect([one.isWarm(NOW + 5 * MINUTE - 1), one.isWarm(NOW + 5 * MINUTE)]).toEqual([true, false])
    conversations.learn(one, { ...NO_USAGE, input: 10, cacheWrite1h: 900, cacheRead: 90 }, 4_000)
    expect(one.isWarm(NOW + 59 * MINUTE)).toBe(true)
    expect(one).toMatchObject({ tokens: 1_000, cached: 990, bytes: 4_000 })
    conversations.learn(one, { ...NO_USAGE, output: 5 }, 5_000)
    expect(one.tokens).toBe(1_000)
  })

  it('that moves has nothing cached where it comes', () => {
    const conversations = new Conversations()
    const [a, b] = [memberNamed('a'), memberNamed('b')]
    const one = turn(conversations, { key: 's', bytes: 4_000, member: a, now: NOW })
    conversations.learn(one, { ...NO_USAGE, cacheWrite5m: 1_000 }, 4_000)
    turn(conversations, { key: 's', bytes: 4_100, member: b, now: NOW + 1 })
    expect(one).toMatchObject({ member: b, tokens: 0, cached: 0, sentBytes: 4_100 })
    expect([a.live, b.live]).toEqual([0, 1])
  })

  it('is dropped where it is the one unused the longest of too many', () => {
    const conversations = new Conversations(3)
    const member = memberNamed('a')
    for (const key of ['a', 'b', 'c', 'a', 'd']) turn(conversations, { key, bytes: 1, member, now: NOW })
    expect(['a', 'b', 'c', 'd'].map((key) => conversations.find(key, 1) !== null)).toEqual([true, false, true, true])
    expect([conversations.size, conversations.live, member.live]).toEqual([3, 3, 3])
  })

  it('is one of 100,000 at the most', () => {
    const conversations = new Conversations()
    const member = memberNamed('a')
    for (let index = 0; index < 100_500; index++) {
      turn(conversations, { key: `s-${index}`, bytes: 1, member, now: NOW + index })
    }
    expect(conversations.size).toBe(100_000)
    expect(conversations.find('s-499', 1)).toBeNull()
    expect(conversations.find('s-500', 1)).not.toBeNull()
    expect(member.live).toBe(conversations.live)
  })
})

describe('after a restart', () => {
  it('each is with the account that it was with, and how much is cached there is not known', () => {
    const members = [memberNamed('a'), memberNamed('b')]
    const [a, b] = members
    if (a === undefined || b === undefined) throw new Error('two are named')
    const conversations = new Conversations()
    turn(conversations, { key: 's', bytes: 1_000, member: a, now: NOW })
    turn(conversations, { key: 't', bytes: 1_000, member: b, now: NOW + 1 })
    turn(conversations, { key: 's', bytes: 1_100, member: b, now: NOW + 2 })
    const again = restored(conversations, members)
    expect(again.find('s', 40_000)).toMatchObject({ member: b, usedAt: NOW + 2, cached: -1 })
    expect(again.find('t', 1)).toMatchObject({ member: b, usedAt: NOW + 1 })
    expect(again.drain()).toEqual({ bindings: [], unbound: [] })
    again.advance(NOW + 60 * MINUTE)
    expect(again.live).toBe(0)
  })

  it('one whose account is gone begins anew', () => {
    const conversations = new Conversations()
    turn(conversations, { key: 's', bytes: 1_000, member: memberNamed('a'), now: NOW })
    expect(restored(conversations, []).size).toBe(0)
  })

  it('knows nothing of what was dropped', () => {
    const conversations = new Conversations(1)
    const member = memberNamed('a')
    turn(conversations, { key: 's', bytes: 1, member, now: NOW })
    conversations.drain()
    turn(conversations, { key: 't', bytes: 1, member, now: NOW })
    const { bindings, unbound } = conversations.drain()
    expect([bindings.length, unbound.length]).toEqual([1, 1])
    expect(unbound[0]).toContain('s')
  })

  it('is noted once a minute that one goes on', () => {
    const conversations = new Conversations()
    const member = memberNamed('a')
    const notedAfter = (ms: number): number => {
      turn(conversations, { key: 's', bytes: 1, member, now: NOW + ms })
      return conversations.drain().bindings.length
    }
    expect([0, 10_000, 59_000, 60_000, 61_000].map(notedAfter)).toEqual([1, 0, 0, 1, 0])
  })

  it('leaves records of other kinds to others', () => {
    const record = { key: 'client-1', account: 'id-a', startedAt: NOW, epoch: 0 }
    expect(new Conversations().restore(record, memberNamed('a'))).toBe(false)
  })
})

describe('the live ones', () => {
  const step = fc.record({
    key: fc.constantFrom('p', 'q', 'r', 's', 't'),
    bytes: fc.constantFrom(0, 1_000, 1_100, 90_000, 500_000),
    member: fc.nat(2),
    wait: fc.constantFrom(-60_000, 0, 1, 1_000, 200_000, 301_000),
  })

  it('are those that had a call in the last 5 minutes, counted for their accounts, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (steps, limit) => {
        const conversations = new Conversations(limit)
        const members = ['a', 'b', 'c'].map((name) => memberNamed(name))
        const everUsed = new Set<Conversation>()
        let now = NOW
        for (const { key, bytes, member: index, wait } of steps) {
          // A clock may be set back, but what was used stays used.
          now = Math.max(NOW, now + wait)
          const member = members[index]
          if (member !== undefined) everUsed.add(turn(conversations, { key, bytes, member, now }))
          const kept = [...everUsed].filter((one) => isKept(conversations, one))
          expect(conversations.size).toBe(kept.length)
          expect(conversations.size).toBeLessThanOrEqual(limit)
          const live = kept.filter((one) => one.isLive)
          expect(conversations.live).toBe(live.length)
          for (const one of members) expect(one.live).toBe(live.filter((each) => each.member === one).length)
          if (steps.every((each) => each.wait >= 0)) {
            expect(live).toEqual(kept.filter((one) => now - one.usedAt < 5 * MINUTE))
          }
        }
        conversations.advance(now + 60 * MINUTE)
        expect([conversations.live, ...members.map(({ live }) => live)]).toEqual([0, 0, 0, 0])
      }),
      { numRuns: 1_000 },
    )
  })
})

function isKept(conversations: Conversations, sought: Conversation): boolean {
  const first = conversations.find(sought.key, sought.sentBytes)
  for (let one = first; one !== null; one = one.sibling) if (one === sought) return true
  return isAmong(conversations, sought)
}

/** Of several of one length another may be found. */
function isAmong(conversations: Conversations, sought: Conversation): boolean {
  for (const bytes of [0, 1_000, 1_100, 90_000, 500_000]) {
    for (let one = conversations.find(sought.key, bytes); one !== null; one = one.sibling) {
      if (one === sought) return true
    }
  }
  return false
}
