import { expect, test } from 'vitest'
import { parseAsked, toNextStep } from './analytics-address.ts'
import { toCost, toPercentiles, toVolume } from './analytics-series.ts'

const NONE = { p50: null, p95: null, p99: null }

function stepOf(change: object) {
  return {
    at: 0,
    requests: 0,
    ok: 0,
    failed: 0,
    cut: 0,
    gone: 0,
    failovers: 0,
    limitsMet: 0,
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: 0,
    cost: null,
    unpriced: 0,
    duration: NONE,
    firstByte: NONE,
    ...change,
  }
}

test('the address says the range and the filter; what means nothing there is passed over', () => {
  expect(parseAsked(new URLSearchParams('range=7d&pool=lb'))).toEqual({
    range: '7d',
    pool: 'lb',
    account: '',
    model: '',
  })
  expect(parseAsked(new URLSearchParams('range=1y&colour=red')).range).toBe('24h')
})

test('there is something new to ask for when the step under way is over', () => {
  expect(toNextStep({ series: [stepOf({ at: 0 }), stepOf({ at: 60_000 })], stepMs: 60_000, to: 90_000 })).toBe(120_000)
  expect(toNextStep({ series: [], stepMs: 60_000, to: 90_000 })).toBe(150_000)
})

test('a step without requests cost nothing and has no percentiles; one without prices is a gap', () => {
  const steps = [stepOf({}), stepOf({ requests: 2 }), stepOf({ requests: 1, cost: 0.5, duration: { ...NONE, p50: 9 } })]
  expect(toCost(steps)[0]?.values).toEqual([0, null, 0.5])
  expect(toPercentiles(steps, 'duration')[0]?.values).toEqual([null, null, 9])
})

test('the ends of all requests add up to the volume', () => {
  const steps = [stepOf({ requests: 10, ok: 6, failed: 3, cut: 1, gone: 1 })]
  expect(toVolume(steps).reduce((sum, { values }) => sum + (values[0] ?? 0), 0)).toBe(10)
})
