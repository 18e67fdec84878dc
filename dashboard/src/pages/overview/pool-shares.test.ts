import { expect, test } from 'vitest'
import { toShares } from './pool-shares.ts'

function members(shares: readonly number[]) {
  return shares.map((share, index) => {
    const name = `work-${index + 1}`
    return { id: name, name, state: 'serving', inFlight: 0, attempts: 0, share } as const
  })
}

test('few accounts are all shown, in the order of their names', () => {
  const { shown, others } = toShares({
    accounts: members([0.2, 0.5, 0.3]).toReversed(),
    others: { accounts: 0, share: 0 },
  })
  expect(shown.map(({ name }) => name)).toEqual(['work-1', 'work-2', 'work-3'])
  expect(others).toBeNull()
})

test('of many those that carry most are shown, and the rest is one', () => {
  const accounts = members(Array.from({ length: 20 }, (_, index) => (index + 1) / 300))
  const { shown, others } = toShares({ accounts, others: { accounts: 980, share: 0.3 } })
  expect(shown.map(({ name }) => name)).toEqual([
    'work-14',
    'work-15',
    'work-16',
    'work-17',
    'work-18',
    'work-19',
    'work-20',
  ])
  expect(others?.accounts).toBe(993)
  expect(others?.share).toBeCloseTo(0.3 + 91 / 300)
})
