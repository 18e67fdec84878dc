import { expect, test } from 'vitest'
import { toSlices } from './slices.ts'

test('a list is cut into parts, the last of which may be shorter', () => {
  expect(toSlices([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(toSlices([1, 2], 2)).toEqual([[1, 2]])
  expect(toSlices([], 2)).toEqual([])
})
