import { expect, test } from 'vitest'
import { byUse, describeLimit, type Limit } from './describe-limit.ts'

function limit(over: Partial<Limit> = {}): Limit {
  return {
    name: 'requests',
    meter: 'requests',
    scope: 'account',
    model: null,
    capacity: 100,
    left: 60,
    reserved: 10,
    utilization: 0.5,
    refills: false,
    resetsAt: 1_000,
    learned: false,
    ...over,
  }
}

test('what is reserved stands apart from what is used', () => {
  expect(describeLimit(limit())).toMatchObject({ used: 0.4, reserved: 0.1 })
})

test('more is never reserved than is told as used', () => {
  expect(describeLimit(limit({ reserved: 500, utilization: 1 }))).toMatchObject({ used: 0, reserved: 1 })
})

test.each([
  [{ name: 'unified-5h' }, '5 h window'],
  [{ name: 'generaterequestsperminuteperprojectpermodel' }, 'requests a minute'],
  [{ name: 'unified-7d_opus' }, '7 d window · opus'],
  [{ name: 'unified-7d_opus', model: 'opus' }, '7 d window · opus'],
  [{ name: 'tokens', model: 'sonnet-5' }, 'tokens · sonnet-5'],
  [{ name: 'learned-requests', learned: true }, 'requests'],
  [{ name: 'priority-input-tokens' }, 'priority-input-tokens'],
] as const)('%j is called %s', (over, label) => {
  expect(describeLimit(limit(over)).label).toBe(label)
})

test('the one that is used most comes first', () => {
  const limits = [limit({ name: 'a', utilization: 0.1 }), limit({ name: 'b', utilization: 0.9 })]
  expect(byUse(limits).map(({ name }) => name)).toEqual(['b', 'a'])
})
