import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateWindow } from './rate-window.ts'

describe('requests per minute', () => {
  it('lets as many pass as the limit says, and refuses the next with the time to wait', () => {
    const window = createRateWindow(2)
    expect([window.take(1_000), window.take(11_000), window.take(21_000)]).toEqual([0, 0, 40_000])
  })

  it('lets the next pass exactly 60 s after the first, not a millisecond sooner', () => {
    const window = createRateWindow(1)
    window.take(5_000)
    expect(window.take(64_999)).toBe(1)
    expect(window.take(65_000)).toBe(0)
  })

  it('does not count what it refused', () => {
    const window = createRateWindow(1)
    window.take(0)
    for (let at = 1; at < 60_000; at += 1_000) expect(window.take(at)).toBeGreaterThan(0)
    expect(window.take(60_000)).toBe(0)
  })

  it('gives no second quota to a clock that is set back', () => {
    const window = createRateWindow(1)
    window.take(100_000)
    expect(window.take(10_000)).toBeGreaterThan(0)
  })

  it('lets exactly those pass that a count over the last 60 s lets pass', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 120 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), steps, (limit, pauses) => {
        const window = createRateWindow(limit)
        const passed: number[] = []
        let now = 1_700_000_000_000
        for (const pause of pauses) {
          now += pause
          const recent = passed.filter((at) => now - at < 60_000)
          const waitMs = window.take(now)
          expect(waitMs === 0).toBe(recent.length < limit)
          if (waitMs === 0) passed.push(now)
          else expect(waitMs).toBe((recent[0] ?? 0) + 60_000 - now)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
