import { expect, test } from 'vitest'
import { areWhole, STEPS, toAxisWidth, WHOLE_STEPS } from './value-ticks.ts'

test('what is counted is told from what is measured', () => {
  expect(areWhole([[1, null, 3], [undefined]])).toBe(true)
  expect(areWhole([[1], [0.5]])).toBe(false)
})

test('steps rise, and those of what is counted begin at 1', () => {
  expect(STEPS.toSorted((a, b) => a - b)).toEqual(STEPS)
  expect(WHOLE_STEPS.slice(0, 4)).toEqual([1, 2, 5, 10])
})

test('an axis is as wide as its longest text, and never narrow', () => {
  expect(toAxisWidth(null)).toBe(54)
  expect(toAxisWidth(['0', '500'])).toBe(54)
  expect(toAxisWidth(['$0', '$2,000,000'])).toBe(79)
})
