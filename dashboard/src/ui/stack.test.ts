import { expect, test } from 'vitest'
import { findLonely, stack } from './stack.ts'

test('each series stands on those before it', () => {
  expect(
    stack([
      [1, 2],
      [10, 0],
      [100, 5],
    ]),
  ).toEqual([
    [1, 2],
    [11, 2],
    [111, 7],
  ])
})

test('where one is unknown the others are still there, and where all are there is a gap', () => {
  expect(
    stack([
      [1, null],
      [null, null],
    ]),
  ).toEqual([
    [1, null],
    [1, null],
  ])
})

test('a point between gaps stands alone', () => {
  expect(findLonely([5])).toEqual([0])
  expect(findLonely([1, 2, null, 3, null])).toEqual([3])
})
