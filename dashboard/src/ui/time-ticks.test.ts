import { expect, test } from 'vitest'
import { toTimeTicks } from './time-ticks.ts'

const seconds = (...moment: [number, number]) => new Date(2026, 10, 26, ...moment).getTime() / 1_000

test('the axis has the clock, and the day where one begins', () => {
  expect(toTimeTicks([seconds(0, 0), seconds(9, 30)], 3_600)).toEqual(['26 Nov', '09:30'])
})

test('where ticks are a day apart it has days', () => {
  expect(toTimeTicks([seconds(9, 0)], 86_400)).toEqual(['26 Nov'])
})
