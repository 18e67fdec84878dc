import { expect, test } from 'vitest'
import { coverOf } from './analytics-queries.ts'
import { UNIT_MS } from './rollup-tables.ts'

const { minute: MINUTE, hour: HOUR, day: DAY } = UNIT_MS

test('a stretch is made up of days, and at its ends of hours and minutes', () => {
  const cover = coverOf(DAY - HOUR - 15 * MINUTE, 3 * DAY + 2 * HOUR + 5 * MINUTE)
  expect(cover).toEqual([
    { unit: 'minute', from: DAY - HOUR - 15 * MINUTE, to: DAY - HOUR },
    { unit: 'hour', from: DAY - HOUR, to: DAY },
    { unit: 'day', from: DAY, to: 3 * DAY },
    { unit: 'hour', from: 3 * DAY, to: 3 * DAY + 2 * HOUR },
    { unit: 'minute', from: 3 * DAY + 2 * HOUR, to: 3 * DAY + 2 * HOUR + 5 * MINUTE },
  ])
})

test('one within an hour is minutes alone', () => {
  expect(coverOf(HOUR + MINUTE, HOUR + 4 * MINUTE)).toEqual([
    { unit: 'minute', from: HOUR + MINUTE, to: HOUR + 4 * MINUTE },
  ])
  expect(coverOf(HOUR, HOUR)).toEqual([])
})
