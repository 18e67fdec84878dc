import { expect, test } from 'vitest'
import { sortRows } from './sort-rows.ts'

const self = <Value>(value: Value) => value

test('numbers go by size and texts by their letters, numbers within them by size', () => {
  expect(sortRows([3, 1, 2], self, 'down')).toEqual([3, 2, 1])
  expect(sortRows(['work-10', 'work-2'], self, 'up')).toEqual(['work-2', 'work-10'])
})

test('what is unknown is last either way', () => {
  expect(sortRows([null, 1, 2], self, 'down')).toEqual([2, 1, null])
  expect(sortRows([2, null, 1], self, 'up')).toEqual([1, 2, null])
})
