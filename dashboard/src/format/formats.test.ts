import { expect, test } from 'vitest'
import { formatCompact, formatRate, formatShare, formatUsd } from './numbers.ts'
import { formatAgo, formatCountdown, formatDuration } from './times.ts'

test.each([
  [0, '0'],
  [9_999, '9,999'],
  [12_345, '12.3K'],
  [1_234_567, '1.23M'],
])('%d is %s', (value, text) => expect(formatCompact(value)).toBe(text))

test.each([
  [0, '0'],
  [0.034, '0.034'],
  [3.46, '3.5'],
  [120, '120'],
])('a rate of %d is %s', (value, text) => expect(formatRate(value)).toBe(text))

test.each([
  [null, '–'],
  [0, '0 %'],
  [1, '100 %'],
  [0.9999, '> 99.9 %'],
  [0.0001, '< 0.1 %'],
  [0.999, '99.9 %'],
  [0.5, '50 %'],
  [0.034, '3.4 %'],
])('a share of %s is %s', (value, text) => expect(formatShare(value)).toBe(text))

test.each([
  [null, '–'],
  [0, '$0'],
  [0.00345, '$0.0034'],
  [1.25, '$1.25'],
  [1204, '$1,204'],
])('%s dollars are %s', (value, text) => expect(formatUsd(value)).toBe(text))

test.each([
  [240, '240 ms'],
  [3_200, '3.2 s'],
  [59_400, '59 s'],
  [250_000, '4 min 10 s'],
  [7_500_000, '2 h 5 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

test.each([
  [0, '0:00'],
  [-5_000, '0:00'],
  [65_000, '1:05'],
  [3_750_000, '1:02:30'],
  [90_000_000, '1 d 1 h'],
])('a countdown of %d ms is %s', (ms, text) => expect(formatCountdown(ms, 0)).toBe(text))

test('a moment of the past is so many seconds, minutes, hours or days ago', () => {
  const told = [0, 12_000, 200_000, 7_300_000, 400_000_000].map((ms) => formatAgo(0, ms))
  expect(told).toEqual(['now', '12 s ago', '3 min ago', '2 h ago', '4 d ago'])
})
