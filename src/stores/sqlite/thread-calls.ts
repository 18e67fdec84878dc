import type { Worker } from 'node:worker_threads'
import { StoreError } from '../store-error.ts'
import { toStoreError } from './sqlite-failure.ts'
import type { Answered, Asked, ThreadResult } from './thread-messages.ts'

/** Questions to a thread and their answers. */
export interface ThreadCalls<Call> {
  ask(what: Call): Promise<unknown>
  onAnswer(answer: Answered): void
  /** The thread has ended: whoever waits is told, and so is whoever asks later. */
  onEnded(error: StoreError): void
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

export function createThreadCalls<Call>(thread: Worker): ThreadCalls<Call> {
  const waiting = new Map<number, Waiting>()
  let ended: StoreError | null = null
  let last = 0
  return {
    ask(what) {
      if (ended !== null) return Promise.reject(ended)
      const { promise, resolve, reject } = Promise.withResolvers<unknown>()
      last += 1
      waiting.set(last, { resolve, reject })
      const asked: Asked<Call> = { kind: 'call', call: last, what }
      thread.postMessage(asked, [])
      return promise
    },
    onAnswer({ call, result }) {
      const asker = waiting.get(call)
      waiting.delete(call)
      if (result.ok) asker?.resolve(result.value)
      else asker?.reject(new StoreError(result.code, result.message))
    },
    onEnded(error) {
      ended = error
      for (const asker of waiting.values()) asker.reject(error)
      waiting.clear()
    },
  }
}

/** What a thread answers: errors do not keep their kind on the way between threads, so they go as data. */
export function toThreadResult(path: string, run: () => unknown): ThreadResult {
  try {
    return { ok: true, value: run() }
  } catch (error) {
    return toFailure(path, error)
  }
}

export function toFailure(path: string, error: unknown): ThreadResult {
  const { code, message } = toStoreError(error, path)
  return { ok: false, code, message }
}
