import { toStoreError } from './sqlite-failure.ts'

/** A batch is tried so often before it is given up. */
const MAX_TRIES = 6
const FIRST_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 2_000
/** At the end, all that still waits gets so long in all. */
const LAST_CHANCE_MS = 5_000

export interface RetryPorts<Item> {
  /** Writes it whole or throws. Returns how many of its rows were refused for good. */
  write(item: Item): number
  /** It is done with: on disk but for `dropped` of its rows. */
  onSettled(item: Item, dropped: number): void
  sizeOf(item: Item): number
  onProblem(message: string): void
  later(delayMs: number, run: () => void): void
  /** Milliseconds, monotonic. */
  now(): number
}

/** Writes in order. While writing fails it waits longer and longer, and gives up the oldest after a bounded number of tries. */
export interface RetryQueue<Item> {
  readonly waiting: number
  push(item: Item): void
  /** One last try for all that waits; then nothing does. */
  drain(): void
}

export function createRetryQueue<Item>(path: string, ports: RetryPorts<Item>): RetryQueue<Item> {
  const queue: Item[] = []
  let tries = 0
  /** Failures in a row, of whichever batch; 0 while all is well. */
  let failures = 0
  let lost = 0
  let timerSet = false

  function tryHead(): 'written' | 'failed' | 'empty' {
    const head = queue[0]
    if (head === undefined) return 'empty'
    try {
      settle(head, ports.write(head))
    } catch (error) {
      tries += 1
      failures += 1
      if (failures === 1) {
        ports.onProblem(
          `${toStoreError(error, path).message} Requests are served on; their records wait, and are dropped and counted if this lasts.`,
        )
      }
      return 'failed'
    }
    if (failures > 0) {
      ports.onProblem(
        `The database ${path} is written again; ${lost === 0 ? 'nothing was lost' : `${lost} records were lost`}.`,
      )
    }
    failures = 0
    lost = 0
    return 'written'
  }

  function settle(head: Item, dropped: number): void {
    queue.shift()
    tries = 0
    ports.onSettled(head, dropped)
  }

  function giveUpHead(): void {
    const head = queue[0]
    if (head === undefined) return
    lost += ports.sizeOf(head)
    settle(head, ports.sizeOf(head))
  }

  function work(): void {
    if (timerSet) return
    for (;;) {
      const went = tryHead()
      if (went === 'empty') return
      if (went === 'written') continue
      if (tries >= MAX_TRIES) giveUpHead()
      timerSet = true
      ports.later(Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS), () => {
        timerSet = false
        work()
      })
      return
    }
  }

  return {
    get waiting() {
      return queue.length
    },
    push(item) {
      queue.push(item)
      work()
    },
    drain() {
      const end = ports.now() + LAST_CHANCE_MS
      while (queue.length > 0) {
        if (ports.now() >= end || tryHead() === 'failed') giveUpHead()
      }
    },
  }
}
