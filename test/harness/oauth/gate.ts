/** `before-grant`: the request is read, nothing is spent. `after-grant`: it is carried out, nothing is answered yet. */
type Stop = 'before-grant' | 'after-grant'

/** Holds token requests where a test wants them. */
export interface Gate {
  hold(stop: Stop): void
  /** Lets all go on that are held, and those to come. */
  release(): void
  /** How many are held. */
  waiting(): number
  pass(stop: Stop): Promise<void>
}

export function createGate(): Gate {
  let closed: Stop | null = null
  let held: (() => void)[] = []
  return {
    hold(stop) {
      closed = stop
    },
    release() {
      closed = null
      for (const go of held) go()
      held = []
    },
    waiting: () => held.length,
    pass(stop) {
      return closed === stop ? new Promise((resolve) => held.push(resolve)) : Promise.resolve()
    },
  }
}
