import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRequestIds, createTaggedIds, decodeRequestId, encodeRequestId, TAGS } from './request-id.ts'

const NOW = 1_795_305_600_000
const PER_MS = 2_048

/** A clock that mostly stands or creeps, and sometimes jumps either way. */
const clock = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, fc.integer({ min: -100_000, max: 100_000 })), { maxLength: 200 })
  .map((steps) => {
    let now = NOW
    return steps.map((step) => (now += step))
  })
const tag = fc.integer({ min: 0, max: TAGS - 1 })

describe('ids with a tag', () => {
  test('tell the time and the tag: the first of a millisecond is its time', () => {
    const next = createTaggedIds(0, 5)
    expect([next(NOW), next(NOW), next(NOW + 1)]).toEqual([
      NOW * PER_MS + 5,
      NOW * PER_MS + 5 + TAGS,
      (NOW + 1) * PER_MS + 5,
    ])
  })

  test('are never the same under two tags, whatever their clocks and restarts do', () => {
    const lives = fc.tuple(tag, fc.array(clock, { maxLength: 3 }))
    const pair = fc.tuple(lives, lives).filter(([[one], [other]]) => one !== other)
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const ids = new Set(idsOf(one[0], one[1]))
        expect(idsOf(other[0], other[1]).some((id) => ids.has(id))).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('rise, also where the clock steps back and where they begin again after the last that was kept', () => {
    fc.assert(
      fc.property(tag, fc.array(clock, { maxLength: 4 }), (one, lives) => {
        const ids = idsOf(one, lives)
        expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
        expect(ids.every((id) => Number.isSafeInteger(id) && id % TAGS === one)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('rise above the last that was kept, whatever tag it had', () => {
    fc.assert(
      fc.property(tag, fc.integer({ min: 0, max: NOW * PER_MS }), (one, last) => {
        const id = createTaggedIds(last, one)(0)
        expect(id).toBeGreaterThan(last)
        expect(id - last).toBeLessThan(2 * TAGS)
        expect(id % TAGS).toBe(one)
      }),
    )
  })

  test('run ahead of the clock where more than 16 are asked for in a millisecond, and wait for it', () => {
    const next = createTaggedIds(0, 127)
    const ids = Array.from({ length: 33 }, () => next(NOW))
    expect(ids.at(15)).toBeLessThan((NOW + 1) * PER_MS)
    expect(ids.at(32)).toBe((NOW + 2) * PER_MS + 127)
    expect(next(NOW + 1)).toBe((NOW + 2) * PER_MS + 127 + TAGS)
    expect(next(NOW + 3)).toBe((NOW + 3) * PER_MS + 127)
  })

  test('stay whole numbers until the year 2109', () => {
    const last = Date.UTC(2109, 0, 1)
    const next = createTaggedIds(0, TAGS - 1)
    expect(Array.from({ length: 20 }, () => next(last)).every((id) => Number.isSafeInteger(id))).toBe(true)
  })
})

test('ids without a tag rise, also where the clock steps back and after a restart', () => {
  fc.assert(
    fc.property(clock, clock, (first, second) => {
      const before = first.map(createRequestIds(0))
      const after = second.map(createRequestIds(before.at(-1) ?? 0))
      const ids = [...before, ...after]
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    }),
  )
})

describe('an id as callers see it', () => {
  test('is read back as what it was', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (id) => {
        expect(encodeRequestId(id)).toMatch(/^req_[0-9a-z]{1,11}$/)
        expect(decodeRequestId(encodeRequestId(id))).toBe(id)
      }),
    )
  })

  test.each([
    '',
    'req_',
    'req',
    '123',
    'REQ_1',
    'req_A',
    'req_-1',
    'req_1.5',
    'req_ 1',
    'req_1 ',
    'req_zzzzzzzzzzz',
    'req_123456789012',
  ])('is none in %j', (text) => expect(decodeRequestId(text)).toBeNull())
})

/** Ids given in several lives, each of which knows the last id of the one before. */
function idsOf(one: number, lives: readonly (readonly number[])[]): number[] {
  const ids: number[] = []
  for (const times of lives) ids.push(...times.map(createTaggedIds(ids.at(-1) ?? 0, one)))
  return ids
}
