/** What happens in virtual time: one thing after the other, those of one moment in the order in which they were planned. */
export interface ClockQueue {
  /** Epoch ms. */
  now(): number
  /** Plans something; what lies in the past happens at once, after what is under way. */
  at(time: number, run: (now: number) => void): void
  /** Lets everything happen up to a moment, that moment not included, and leaves the rest undone. */
  runUntil(end: number): void
}

interface Planned {
  readonly time: number
  /** Orders what happens in one moment. */
  readonly order: number
  readonly run: (now: number) => void
}

export function createClockQueue(start: number): ClockQueue {
  /** A binary heap: each comes before the two at twice its place. */
  const heap: Planned[] = []
  let now = start
  let order = 0

  function push(planned: Planned): void {
    let place = heap.length
    heap.push(planned)
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || !isBefore(planned, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = planned
  }

  function pop(): void {
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const right = left + 1
      const one = heap[left]
      if (one === undefined) break
      const other = heap[right]
      const isRight = other !== undefined && isBefore(other, one)
      const child = isRight ? other : one
      if (!isBefore(child, last)) break
      heap[place] = child
      place = isRight ? right : left
    }
    heap[place] = last
  }

  return {
    now: () => now,
    at(time, run) {
      push({ time: Math.max(time, now), order: order++, run })
    },
    runUntil(end) {
      for (let next = heap[0]; next !== undefined && next.time < end; next = heap[0]) {
        pop()
        now = next.time
        next.run(now)
      }
      now = end
    },
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.time === other.time ? one.order < other.order : one.time < other.time
}
