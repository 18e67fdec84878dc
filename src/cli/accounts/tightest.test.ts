import { describe, expect, it } from 'vitest'
import { tightestOf } from './tightest.ts'

const NOW = 1_795_305_600_000

function limit(name: string, utilization: number, over: object = {}): object {
  return { name, utilization, refills: true, resetsAt: null, model: null, ...over }
}

describe('the room of an account', () => {
  it('is that of its tightest limit', () => {
    const limits = [limit('requests', 0.2), limit('input-tokens', 0.88, { resetsAt: NOW + 33_500 })]
    expect(tightestOf({ limits }, NOW)).toBe('12 % of input-tokens left, full in 34 s')
  })

  it.each([
    [90_000, '90 s'],
    [300_000, '5 min'],
    [3 * 3_600_000, '3 h'],
    [6 * 86_400_000, '6 d'],
  ])('tells when a window begins anew: in %d ms is %s', (ms, words) => {
    const limits = [limit('unified-7d', 1, { refills: false, resetsAt: NOW + ms, model: 'opus' })]
    expect(tightestOf({ limits }, NOW)).toBe(`0 % of unified-7d (opus) left, new in ${words}`)
  })

  it('is not known before its vendor has told, nor by an older server', () => {
    expect(tightestOf({ limits: [] }, NOW)).toBe('-')
    expect(tightestOf({}, NOW)).toBe('-')
    expect(tightestOf({ limits: [limit('requests', 0)] }, NOW)).toBe('100 % of requests left')
  })
})
