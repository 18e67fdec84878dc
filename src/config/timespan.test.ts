import { describe, expect, it } from 'vitest'
import { timespan } from './timespan.ts'

const span = timespan({ min: 1_000, max: 86_400_000 })
const UNUSABLE = { ok: false, why: null }

function unusable(count: number): readonly object[] {
  return Array.from({ length: count }, () => UNUSABLE)
}

function readText(text: string): unknown {
  const parsed = span.parse({ kind: 'text', text })
  return parsed.ok ? parsed.value : parsed
}

function readJson(value: unknown): unknown {
  const parsed = span.parse({ kind: 'json', value })
  return parsed.ok ? parsed.value : parsed
}

describe('a length of time', () => {
  it.each([
    ['120000', 120_000],
    ['1500ms', 1_500],
    ['90s', 90_000],
    ['2m', 120_000],
    ['24h', 86_400_000],
    ['1.5s', 1_500],
    ['0.5h', 1_800_000],
    ['2.25m', 135_000],
  ])('is read from text: %s', (text, ms) => {
    expect(readText(text)).toBe(ms)
    expect(readJson(text)).toBe(ms)
  })

  it('may have its unit in any case, and spaces around and before it', () => {
    expect(['30S', '30 s', '  30s  ', '30\ts', '0.5 H'].map(readText)).toEqual([
      30_000, 30_000, 30_000, 30_000, 1_800_000,
    ])
  })

  it('is read from a number of milliseconds in the file', () => {
    expect([1_000, 86_400_000, 1e6].map(readJson)).toEqual([1_000, 86_400_000, 1_000_000])
  })

  it('ends at its bounds, whatever its unit', () => {
    expect(['999', '999ms', '0s', '86400001', '25h', '1440.1m'].map(readText)).toEqual(unusable(6))
    expect(['1000', '1s', '1440m'].map(readText)).toEqual([1_000, 1_000, 86_400_000])
    expect([999, 86_400_001, -1_000].map(readJson)).toEqual(unusable(3))
  })

  it.each(['', ' ', 's', 'soon', '1 d', '30 sec', '1m30s', '-2m', '+2m', '2,5m', '.5h', '5.h', '1e6', '0x1000', '∞'])(
    'is none that anybody means: %j',
    (text) => expect(readText(text)).toEqual(UNUSABLE),
  )

  it('is no part of a millisecond', () => {
    expect(['1000.5', '1000.5ms', '1.0005s'].map(readText)).toEqual(unusable(3))
    expect([1_000.5, Number.NaN, Infinity].map(readJson)).toEqual(unusable(3))
  })

  it.each([null, true, [], [2_000], {}, { s: 2 }, undefined])('is no other JSON: %j', (value) => {
    expect(readJson(value)).toEqual(UNUSABLE)
  })

  it('says what would be accepted', () => {
    expect(span.accepted).toBe('milliseconds from 1000 to 86400000, or a number with its unit (30s, 2m, 1h)')
  })
})

it.each(['1.1h', '2.3h', '4.35m', '8.2m', '1.001s'])('takes %s, which floating point cannot hold', (text) => {
  expect(timespan({ min: 1, max: 1e9 }).parse({ kind: 'text', text })).toMatchObject({ ok: true })
})
