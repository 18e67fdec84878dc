/** A clock that stands still until it is moved on, and its timers: `clock.advance(1_000)`. */
export interface VirtualClock {
  /** Epoch ms. */
  now(): number
  /** Moves on, and calls back what is due on the way, in its order. */
  advance(ms: number): void
  /** Sets it back; timers go by how long they wait, as a machine's do. */
  setBack(ms: number): void
  /** Calls back once, after so many ms; returns what takes that back. */
  after(ms: number, callback: () => void): () => void
  /** Whoever waits is gone. */
  forgetTimers(): void
}

interface Timer {
  /** Ms since the clock began. */
  readonly at: number
  readonly callback: () => void
}

/** 2026-11-22T00:00:00Z. */
const START = 1_795_305_600_000

export function createVirtualClock(): VirtualClock {
  let offset = START
  let elapsed = 0
  let timers: readonly Timer[] = []

  const without = (timer: Timer): readonly Timer[] => timers.filter((one) => one !== timer)

  return {
    now: () => offset + elapsed,
    advance(ms) {
      const end = elapsed + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = without(next)
        elapsed = Math.max(elapsed, next.at)
        next.callback()
      }
      elapsed = end
    },
    setBack(ms) {
      offset -= ms
    },
    after(ms, callback) {
      const timer = { at: elapsed + ms, callback }
      timers = [...timers, timer]
      return () => {
        timers = without(timer)
      }
    },
    forgetTimers() {
      timers = []
    },
  }
}
