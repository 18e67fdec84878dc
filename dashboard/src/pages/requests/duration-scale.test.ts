import { expect, test } from 'vitest'
import { toScale } from './duration-scale.ts'

test('a bar’s scale is round, and one that is very long changes nothing', () => {
  const usual = Array.from({ length: 40 }, (_, index) => 700 + index * 10)
  expect(toScale(usual)).toBe(2_000)
  expect(toScale([...usual, 600_000])).toBe(2_000)
})

test('without any it has a scale as well', () => {
  expect([toScale([]), toScale([3])]).toEqual([500, 500])
})
