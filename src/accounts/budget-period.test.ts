import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { periodOf } from './budget-period.ts'

const at = (text: string): number => Date.parse(text)

describe('the period of a budget', () => {
  it.each([
    ['day', 'UTC', '2026-11-26T12:00:00Z', '2026-11-26', '2026-11-27T00:00:00Z'],
    ['month', 'UTC', '2026-11-26T12:00:00Z', '2026-11', '2026-12-01T00:00:00Z'],
    ['month', 'UTC', '2026-12-31T23:59:59.999Z', '2026-12', '2027-01-01T00:00:00Z'],
    ['day', 'Europe/Vienna', '2026-11-26T22:59:59.999Z', '2026-11-26', '2026-11-26T23:00:00Z'],
    ['day', 'Europe/Vienna', '2026-11-26T23:00:00Z', '2026-11-27', '2026-11-27T23:00:00Z'],
    ['day', 'Pacific/Kiritimati', '2026-11-26T10:00:00Z', '2026-11-27', '2026-11-27T10:00:00Z'],
    ['month', 'America/Los_Angeles', '2026-12-01T07:00:00Z', '2026-11', '2026-12-01T08:00:00Z'],
  ] as const)('per %s in %s at %s is %s and ends at %s', (per, zone, now, name, end) => {
    expect(periodOf(per, zone, at(now))).toEqual({ name, endsAt: at(end) })
  })

  it.each([
    ['of 23 hours', 'Europe/Vienna', '2026-03-28T23:00:00Z', 23],
    ['of 25 hours', 'Europe/Vienna', '2026-10-24T22:00:00Z', 25],
    ['that begins at one, since midnight is skipped', 'Africa/Cairo', '2026-04-23T22:00:00Z', 23],
    ['whose last hour comes twice', 'Africa/Cairo', '2026-10-28T21:00:00Z', 25],
    ['before one that the zone skipped', 'Pacific/Apia', '2011-12-29T10:00:00Z', 24],
  ])('may be a day %s', (_, zone, begin, hours) => {
    const { endsAt } = periodOf('day', zone, at(begin))
    expect((endsAt - at(begin)) / 3_600_000).toBe(hours)
    expect(periodOf('day', zone, at(begin) - 1).endsAt).toBe(at(begin))
  })

  it('ends where the next one begins, and holds until then', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Vienna', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe')
    const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') })
    fc.assert(
      fc.property(fc.constantFrom('day', 'month'), zones, moments, (per, zone, now) => {
        const { name, endsAt } = periodOf(per, zone, now)
        expect(endsAt).toBeGreaterThan(now)
        expect(periodOf(per, zone, endsAt - 1)).toEqual({ name, endsAt })
        expect(periodOf(per, zone, endsAt).name > name).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
