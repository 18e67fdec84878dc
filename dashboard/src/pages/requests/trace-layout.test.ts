import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attemptOf } from './request-fixture.ts'
import { layOutTrace } from './trace-layout.ts'

test('attempts stand one after the other, and the last one turns where its first byte came', () => {
  const attempts = [
    attemptOf({ startedMs: 0, tookMs: 100, status: 429 }),
    attemptOf({ startedMs: 100, tookMs: 900, account: 'work-2' }),
  ]
  const { attempts: bars, firstByte } = layOutTrace({ attempts, durationMs: 1_000, firstByteMs: 400 })
  expect(bars).toEqual([
    { held: null, asked: { left: 0, width: 10 }, answered: null },
    { held: null, asked: { left: 10, width: 30 }, answered: { left: 40, width: 60 } },
  ])
  expect(firstByte).toBe(40)
})

test('what waited for room before it was sent shows how long', () => {
  const attempts = [attemptOf({ startedMs: 500, tookMs: 500, heldMs: 500 })]
  const [bars] = layOutTrace({ attempts, durationMs: 1_000, firstByteMs: null }).attempts
  expect(bars?.held).toEqual({ left: 0, width: 50 })
})

const ticks = (durationMs: number) => layOutTrace({ attempts: [], durationMs, firstByteMs: null }).ticks

test('the axis has round moments', () => {
  expect(ticks(1_000).map(({ ms }) => ms)).toEqual([0, 500])
  expect(ticks(153).map(({ ms }) => ms)).toEqual([0, 50, 100])
  expect(ticks(90_000).map(({ ms }) => ms)).toEqual([0, 30_000, 60_000])
})

test('whatever the times are, each bar is seen and lies within the axis', () => {
  const time = fc.integer({ min: 0, max: 700_000 })
  const attempt = fc
    .record({ startedMs: time, tookMs: time, heldMs: time })
    .map((times) => attemptOf({ ...times, status: null }))
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 6 }), time, fc.option(time), (attempts, durationMs, firstByteMs) => {
      const { attempts: laid, ticks } = layOutTrace({ attempts, durationMs, firstByteMs })
      const bars = laid.flatMap(({ held, asked, answered }) => [held, asked, answered]).filter((bar) => bar !== null)
      for (const { left, width } of bars) {
        expect(left).toBeGreaterThanOrEqual(0)
        expect(width).toBeGreaterThan(0)
        expect(left + width).toBeLessThanOrEqual(100.001)
      }
      expect(ticks.length).toBeLessThan(12)
    }),
  )
})
