import { expect, it } from 'vitest'
import { createChance } from '../../../bench/quality/chance.ts'
import { createClockQueue } from '../../../bench/quality/clock-queue.ts'

it('things happen in the order of their time, and in one moment in the order in which they were planned', () => {
  const queue = createClockQueue(1_000)
  const chance = createChance(1, 1)
  const planned = Array.from({ length: 500 }, (_, order) => ({ time: 1_000 + chance.whole(0, 50), order }))
  const happened: typeof planned = []
  for (const one of planned) queue.at(one.time, () => happened.push(one))
  queue.runUntil(2_000)
  expect(happened).toEqual(planned.toSorted((a, b) => a.time - b.time || a.order - b.order))
})

it('what is planned meanwhile happens too, and what lies beyond the end does not', () => {
  const queue = createClockQueue(0)
  const happened: number[] = []
  const again = (now: number): void => {
    happened.push(now)
    queue.at(now + 10, again)
  }
  queue.at(0, again)
  queue.runUntil(40)
  expect(happened).toEqual([0, 10, 20, 30])
  expect(queue.now()).toBe(40)
})
