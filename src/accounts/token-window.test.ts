import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTokenWindow } from './token-window.ts'

const NOW = 1_700_000_000_000

describe('tokens per minute', () => {
  it('let a call begin while fewer were used, and say when that will be so again', () => {
    const window = createTokenWindow()
    window.begin(50)
    window.settle(50, 99, NOW)
    expect(window.waitMs(100, NOW)).toBe(0)
    window.begin(1)
    window.settle(1, 1, NOW + 20_000)
    expect(window.waitMs(100, NOW + 20_000)).toBe(40_000)
    expect(window.waitMs(100, NOW + 59_999)).toBe(1)
    expect(window.waitMs(100, NOW + 60_000)).toBe(0)
    expect(window.used(NOW + 60_000)).toBe(1)
  })

  it('count a call under way at its estimate, however long it takes', () => {
    const window = createTokenWindow()
    window.begin(100)
    expect(window.waitMs(100, NOW + 300_000)).toBe(5_000)
    window.settle(100, 10, NOW + 300_000)
    expect(window.used(NOW + 300_000)).toBe(10)
  })

  it('count nothing of a call that used nothing', () => {
    const window = createTokenWindow()
    window.begin(100)
    window.settle(100, 0, NOW)
    expect([window.used(NOW), window.underWay()]).toEqual([0, 0])
  })

  it('are no second quota where the clock is set back', () => {
    const window = createTokenWindow()
    window.begin(0)
    window.settle(0, 100, NOW)
    expect(window.waitMs(100, NOW - 100_000)).toBe(60_000)
  })

  it('are what was used in the last 60 s, and no longer than 100 ms beyond', () => {
    const steps = fc.array(fc.record({ pause: fc.nat(9_000), used: fc.nat(500) }), { maxLength: 80 })
    fc.assert(
      fc.property(steps, (calls) => {
        const window = createTokenWindow()
        const past: { at: number; used: number }[] = []
        let now = NOW
        for (const { pause, used } of calls) {
          now += pause
          window.begin(7)
          window.settle(7, used, now)
          past.push({ at: now, used })
          const since = (ms: number) => past.reduce((sum, one) => sum + (now - one.at < ms ? one.used : 0), 0)
          expect(window.used(now)).toBeGreaterThanOrEqual(since(60_000))
          expect(window.used(now)).toBeLessThanOrEqual(since(60_100))
        }
      }),
      { numRuns: 300 },
    )
  })
})
