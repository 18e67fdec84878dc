import { Conflict } from '../../admin/ports.ts'
import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { PoolRpc } from './rpc.ts'

const FIRST_PAUSE_MS = 20
const LONGEST_PAUSE_MS = 2_000

/** How long it is tried: half a second where a caller waits, and as long as the platform lets a Worker go on where none does. */
const PATIENCE_MS = { caller: 400, nobody: 25_000 }
export type Waits = keyof typeof PATIENCE_MS

/** Asks a pool's object. */
export type AskPool = <T>(ask: (pool: PoolRpc) => Promise<T>, waits?: Waits) => Promise<T>

/**
 * Asks a Durable Object. What the platform lost on its way is asked again, of a new stub, since the old one may be
 * broken; every question can be asked twice. Rejects with `StateUnavailable` where there is no answer.
 */
export async function askObject<Stub, T>(
  stubOf: () => Stub,
  ask: (stub: Stub) => Promise<T>,
  waits: Waits = 'caller',
): Promise<T> {
  let waited = 0
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(stubOf())
    } catch (error) {
      // Of an error only its name and message come over the wire.
      const name = error instanceof Error ? error.name : ''
      if (name === 'Conflict') throw new Conflict(messageOf(error))
      if (name === 'SetUpError' || name === 'StateUnavailable') throw new StateUnavailable(messageOf(error))
      if (waited >= PATIENCE_MS[waits] || !isPassing(error, waits)) throw toUnavailable(error)
    }
    const ms = Math.min(FIRST_PAUSE_MS * 4 ** (attempt - 1), LONGEST_PAUSE_MS)
    waited += ms
    await pause(ms * (0.5 + Math.random()))
  }
}

/** Told by properties that the platform sets; an error of the object's own code (`remote`) is no passing one. */
function isPassing(error: unknown, waits: Waits): boolean {
  if (typeof error !== 'object' || error === null) return false
  // One more question makes it worse, unless it comes much later.
  if ('overloaded' in error && error.overloaded === true) return waits === 'nobody'
  if ('retryable' in error && error.retryable === true) return true
  return !('remote' in error && error.remote === true)
}

function toUnavailable(error: unknown): StateUnavailable {
  console.error(JSON.stringify({ level: 50, msg: `a Durable Object did not answer: ${messageOf(error)}` }))
  return new StateUnavailable(
    "The state of the gateway, which its Durable Objects keep, cannot be reached just now, so no account can be chosen. Retry in a moment; the Worker's log says why.",
  )
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
