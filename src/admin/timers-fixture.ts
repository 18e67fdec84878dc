/** Work that is done again and again. */
interface Timer {
  readonly ms: number
  readonly work: () => void
  dueAt: number
}

/** What is done every so many ms of a clock that a test turns. */
export function createTimers(clock: { now: number }) {
  const timers = new Set<Timer>()

  function every(ms: number, work: () => void): () => void {
    const timer = { ms, work, dueAt: clock.now + ms }
    timers.add(timer)
    return () => void timers.delete(timer)
  }

  /** Lets time go by, and what it is time for be done. */
  async function advance(ms: number): Promise<void> {
    const until = clock.now + ms
    for (;;) {
      const next = Math.min(until, ...Array.from(timers, ({ dueAt }) => dueAt))
      clock.now = Math.max(clock.now, next)
      const due = [...timers].filter(({ dueAt }) => dueAt <= clock.now)
      if (due.length === 0) return
      for (const timer of due) {
        timer.dueAt += timer.ms
        timer.work()
      }
      await settled()
    }
  }

  return { every, advance, waiting: timers }
}

/** Resolves when what was begun, and waits for nothing but promises, is done. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
