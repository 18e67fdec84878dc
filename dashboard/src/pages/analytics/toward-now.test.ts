import { expect, test } from 'vitest'
import { isDue } from './toward-now.ts'

test('figures are asked for anew where something has happened since, at most each 15 seconds', () => {
  expect(isDue({ happenedAt: 5_000, askedAt: 0, now: 14_999 })).toBe(false)
  expect(isDue({ happenedAt: 5_000, askedAt: 0, now: 15_000 })).toBe(true)
})

test('where nothing happens, nothing is asked, however long', () => {
  expect(isDue({ happenedAt: 0, askedAt: 5_000, now: 3_600_000 })).toBe(false)
})

test('what ended just before they were asked for may not have been written down: once more', () => {
  expect(isDue({ happenedAt: 99_000, askedAt: 100_000, now: 115_000 })).toBe(true)
  expect(isDue({ happenedAt: 99_000, askedAt: 115_000, now: 130_000 })).toBe(false)
})
