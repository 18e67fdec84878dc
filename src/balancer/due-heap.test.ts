import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDueHeap } from './due-heap.ts'

describe('due heap', () => {
  it('gives back what is due, the earliest first, however often times were changed', () => {
    const set = fc.record({ item: fc.nat(9), time: fc.oneof(fc.nat(50), fc.constant(Infinity)) })
    fc.assert(
      fc.property(fc.array(set, { maxLength: 60 }), fc.nat(60), (sets, now) => {
        const heap = createDueHeap(10)
        const times = new Map<number, number>()
        for (const { item, time } of sets) {
          heap.set(item, time)
          times.set(item, time)
          expect(heap.next()).toBe(Math.min(...times.values()))
        }
        const due = [...times.values()].filter((time) => time <= now).toSorted((a, b) => a - b)
        const taken: (number | undefined)[] = []
        for (let item = heap.take(now); item >= 0; item = heap.take(now)) taken.push(times.get(item))
        expect(taken).toEqual(due)
        expect(heap.next()).toBeGreaterThan(now)
      }),
      { numRuns: 1_000 },
    )
  })
})
