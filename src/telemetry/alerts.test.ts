import { describe, expect, test } from 'vitest'
import { AlertBook } from './alerts.ts'
import { AttentionBook } from './attention.ts'
import type { AttentionFacts } from './attention-facts.ts'
import { budget, facts, MINUTE, NOW, pool, seen } from './attention-fixture.ts'
import { AlertThrottle } from './alert-throttle.ts'

const needy = seen('b', { state: 'needs_sign_in', reason: 'invalid_grant' })
const NEEDY: Partial<AttentionFacts> = { pools: [pool([seen('a'), seen('c'), needy])] }
const WELL: Partial<AttentionFacts> = { pools: [pool([seen('a'), seen('c'), seen('b')])] }

/** A book that is asked at moments after the start, and says what it tells. */
function watching(book = new AlertBook([])) {
  const attention = new AttentionBook()
  return {
    book,
    at: (minutes: number, of: Partial<AttentionFacts>): readonly string[] => {
      const now = NOW + minutes * MINUTE
      return book.look(attention.look(facts(of), now), now).map(({ event, text }) => `${event}: ${text}`)
    },
  }
}

const RAISED = expect.stringMatching(/^raised: Account b needs sign-in/)

describe('an alert', () => {
  test('is told once when it begins, and once when it has been gone for a minute', () => {
    const { at } = watching()
    expect(at(0, NEEDY)).toEqual([RAISED])
    expect(at(1, NEEDY)).toEqual([])
    expect(at(2, WELL)).toEqual([])
    expect(at(2.5, WELL)).toEqual([])
    expect(at(3, WELL)).toEqual(['ended: Account b no longer needs sign-in.'])
    expect(at(4, WELL)).toEqual([])
  })

  test('that comes and goes within a minute is told once, with how often it came back', () => {
    const { at } = watching()
    at(0, NEEDY)
    for (const moment of [1, 2, 3]) {
      expect(at(moment, WELL)).toEqual([])
      expect(at(moment + 0.5, NEEDY)).toEqual([])
    }
    at(4, WELL)
    expect(at(5, WELL)).toEqual(['ended: Account b no longer needs sign-in. It came back 3 times in between.'])
  })

  test('that is back within a quarter of an hour is not told again, unless it is still so when that is over', () => {
    const { at } = watching()
    at(0, NEEDY)
    at(1, WELL)
    expect(at(2, WELL)).toHaveLength(1)
    expect(at(5, NEEDY)).toEqual([])
    expect(at(6, WELL)).toEqual([])
    expect(at(8, WELL)).toEqual([])
    expect(at(10, NEEDY)).toEqual([])
    expect(at(16, NEEDY)).toEqual([])
    expect(at(17, NEEDY)).toEqual([expect.stringMatching(/^raised: Account b needs sign-in.* It came back 2 times/)])
    expect(at(18, NEEDY)).toEqual([])
  })

  test('that is back after a quarter of an hour is a new one', () => {
    const { at } = watching()
    at(0, NEEDY)
    at(1, WELL)
    at(2, WELL)
    expect(at(17, WELL)).toEqual([])
    expect(at(18, NEEDY)).toEqual([RAISED])
  })

  test('that was told before a restart is not told again after it, but its end is', () => {
    const before = watching()
    before.at(0, NEEDY)
    const { at } = watching(new AlertBook(JSON.parse(JSON.stringify(before.book.toRecords()))))
    expect(at(1, NEEDY)).toEqual([])
    at(2, WELL)
    expect(at(3, WELL)).toHaveLength(1)
  })
})

test('what shows on the Overview page alone is no alert', () => {
  const cooling = seen('b', { state: 'cooling', until: NOW + 60 * MINUTE })
  const disabled = seen('c', { state: 'disabled', reason: 'failures', until: NOW + MINUTE })
  expect(watching().at(0, { pools: [pool([seen('a'), seen('a2'), cooling, disabled])] })).toEqual([])
})

const paused = (name: string) => seen(name, { state: 'paused' })

test('a pool whose last account goes has not got a second one back, and a budget that is used up is past its 80 %', () => {
  const { at } = watching()
  expect(at(0, { pools: [pool([seen('a'), paused('b')])], budgets: [budget({ spentUsd: 17 })] })).toHaveLength(2)
  const worse = { pools: [pool([paused('a'), paused('b')])], budgets: [budget({ spentUsd: 20 })] }
  expect(at(1, worse)).toHaveLength(2)
  expect(at(3, worse)).toEqual([])
  at(4, {})
  expect(at(5, {})).toEqual(
    expect.arrayContaining([
      'ended: Pool lb is no longer without an account.',
      'ended: Over: The budget of client key night job is used up ($20.00 of $20.00 a day): its calls are refused.',
    ]),
  )
})

const cools = (name: string, minutes: number) => seen(name, { state: 'cooling', until: NOW + minutes * MINUTE })

test('a pool with no account left is not told to have more than one while that comes and goes', () => {
  const { at } = watching()
  expect(at(0, { pools: [pool([seen('a'), cools('b', 5)])] })).toHaveLength(1)
  // What is back within half a minute counts as there.
  const soon = { pools: [pool([seen('a'), cools('b', 0.6)])] }
  expect(at(0.5, soon)).toEqual([])
  const none = { pools: [pool([cools('a', 2), cools('b', 2)])] }
  expect(at(1, none)).toEqual([expect.stringContaining('raised: No account of pool lb is left')])
  expect(at(1.75, none)).toEqual([])
  const all = { pools: [pool([seen('a'), seen('b')])] }
  expect(at(2.5, all)).toEqual([])
  expect(at(2.75, all)).toEqual([
    'ended: Pool lb is no longer without an account.',
    'ended: Pool lb no longer has one account left alone.',
  ])
})

const event = (text: string) =>
  ({ event: 'raised', kind: 'budget', level: 'warning', text, pool: null, account: null, at: NOW }) as const

test('at most 20 are sent in 10 minutes, and then how many more there were', () => {
  const throttle = new AlertThrottle()
  const many = Array.from({ length: 50 }, (_, n) => event(`${n}`))
  expect(throttle.offer(many, NOW)).toHaveLength(20)
  expect(throttle.offer([event('x')], NOW + 5 * MINUTE)).toEqual([])
  expect(throttle.offer([], NOW + 10 * MINUTE + 15_000)).toMatchObject([
    { kind: 'more', text: expect.stringMatching(/^And 31 more alerts in the last 10 min/) },
  ])
  expect(throttle.offer([], NOW + 11 * MINUTE)).toEqual([])
  expect(throttle.offer([event('y')], NOW + 12 * MINUTE)).toHaveLength(1)
})
