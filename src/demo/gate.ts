import type { ServerResponse } from 'node:http'

/** Holds answers back until whoever scripts them says so. */
export interface Gate {
  /** Resolves when the gate is opened, or the other side has gone away. */
  pass(response: ServerResponse): Promise<void>
  open(): void
  close(): void
}

export function createGate(): Gate {
  let isOpen = false
  const waiting = new Set<() => void>()
  return {
    pass(response) {
      if (isOpen) return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          response.off('close', done)
          waiting.delete(done)
          resolve()
        }
        response.once('close', done)
        waiting.add(done)
      })
    },
    open() {
      isOpen = true
      for (const done of waiting) done()
    },
    close() {
      isOpen = false
    },
  }
}
