/** `before-grant`: the request is read, nothing is spent. `after-grant`: it is carried out, nothing is answered yet. */
type Stop = 'before-grant' | 'after-grant'

/** Holds token requests where a test wants them. */
export interface Gate {
  hold(stop: Stop): void
  /** Lets those to come pass; who is held stays held. */
  letPass(): void
  /** Lets all go on. */
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
    letPass() {
      closed = null
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
