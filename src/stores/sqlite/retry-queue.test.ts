import { describe, expect, test } from 'vitest'
import { createRetryQueue } from './retry-queue.ts'

/** A disk that a test breaks and mends, and a clock that it moves. */
function createBench() {
  const written: number[] = []
  const settled: [number, number][] = []
  const problems: string[] = []
  const timers: { readonly at: number; readonly run: () => void }[] = []
  let now = 0
  let broken = false
  let tries = 0
  const queue = createRetryQueue<number>('/state/claudeflare.db', {
    write(item) {
      tries += 1
      if (broken) throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
      written.push(item)
      return 0
    },
    sizeOf: () => 10,
    onSettled: (item, dropped) => settled.push([item, dropped]),
    onProblem: (message) => problems.push(message),
    later: (delayMs, run) => timers.push({ at: now + delayMs, run }),
    now: () => now,
  })
  return {
    queue,
    written,
    settled,
    problems,
    breakDisk: () => (broken = true),
    mendDisk: () => (broken = false),
    tries: () => tries,
    advance(ms: number) {
      const until = now + ms
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > until) break
        timers.splice(timers.indexOf(next), 1)
        now = next.at
        next.run()
      }
      now = until
    },
  }
}

describe('the queue before the disk', () => {
  test('writes at once while all is well', () => {
    const bench = createBench()
    bench.queue.push(1)
    bench.queue.push(2)
    expect(bench.written).toEqual([1, 2])
    expect(bench.settled).toEqual([
      [1, 0],
      [2, 0],
    ])
    expect(bench.queue.waiting).toBe(0)
  })

  test('tries again later, in order, and loses nothing over a short failure', () => {
    const bench = createBench()
    bench.breakDisk()
    bench.queue.push(1)
    bench.queue.push(2)
    bench.advance(120)
    bench.mendDisk()
    expect(bench.written).toEqual([])
    bench.advance(1_000)
    expect(bench.written).toEqual([1, 2])
  })

  test('tells of a failure once, and once that it is over', () => {
    const bench = createBench()
    bench.breakDisk()
    for (let item = 1; item <= 50; item += 1) bench.queue.push(item)
    bench.advance(60_000)
    expect(bench.problems).toHaveLength(1)
    expect(bench.problems[0]).toContain('disk that holds /state/claudeflare.db is full')
    bench.mendDisk()
    bench.advance(10_000)
    expect(bench.problems).toHaveLength(2)
    expect(bench.problems[1]).toMatch(/written again; \d+ records were lost/)
    bench.breakDisk()
    bench.queue.push(51)
    expect(bench.problems).toHaveLength(3)
  })

  test('gives a batch up after a bounded number of tries and counts it', () => {
    const bench = createBench()
    bench.breakDisk()
    bench.queue.push(1)
    bench.advance(60_000)
    expect(bench.tries()).toBe(6)
    expect(bench.settled).toEqual([[1, 10]])
    bench.mendDisk()
    bench.queue.push(2)
    expect(bench.written).toEqual([2])
  })

  test('does not try more often because more comes', () => {
    const bench = createBench()
    bench.breakDisk()
    for (let item = 1; item <= 1_000; item += 1) bench.queue.push(item)
    expect(bench.tries()).toBe(1)
  })

  test('gives each batch one last try at the end, and then is empty', () => {
    const bench = createBench()
    bench.breakDisk()
    bench.queue.push(1)
    bench.queue.push(2)
    bench.queue.drain()
    expect(bench.settled).toEqual([
      [1, 10],
      [2, 10],
    ])
    expect(bench.queue.waiting).toBe(0)
    bench.mendDisk()
    bench.advance(10_000)
    bench.queue.push(3)
    expect(bench.written).toEqual([3])
  })
})
