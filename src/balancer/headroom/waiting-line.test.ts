import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WaitingLine } from './waiting-line.ts'

it('as many come before a call as have waited longer, and all of them before one that has not waited', () => {
  const line = new WaitingLine()
  for (const turn of [3, 1, 7]) line.join(turn)
  expect([1, 2, 3, 7, 8, Infinity].map((turn) => line.before(turn))).toEqual([0, 1, 1, 2, 3, 3])
  line.leave(1)
  line.leave(5)
  expect([line.length, line.before(7)]).toEqual([2, 1])
})

it('whoever joins and leaves, it counts as one that is sorted each time', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 60 }), fc.nat(20), (steps, asked) => {
      const line = new WaitingLine()
      const waiting = new Set<number>()
      for (const [joins, turn] of steps) {
        if (!joins) {
          line.leave(turn)
          waiting.delete(turn)
        } else if (!waiting.has(turn)) {
          line.join(turn)
          waiting.add(turn)
        }
      }
      expect(line.length).toBe(waiting.size)
      expect(line.before(asked)).toBe([...waiting].filter((turn) => turn < asked).length)
    }),
  )
})
