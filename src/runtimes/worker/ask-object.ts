import { Conflict, StateUnavailable } from '../../admin/ports.ts'

const TRIES = 4
const FIRST_PAUSE_MS = 20

/**
 * Asks a Durable Object. What the platform lost on its way is asked again, of a new stub, since the old one may be
 * broken; every question can be asked twice. Rejects with `StateUnavailable` where there is no answer.
 */
export async function askObject<Stub, T>(stubOf: () => Stub, ask: (stub: Stub) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(stubOf())
    } catch (error) {
      // Of an error only its name and message come over the wire.
      const name = error instanceof Error ? error.name : ''
      if (name === 'Conflict') throw new Conflict(messageOf(error))
      if (name === 'SetUpError' || name === 'StateUnavailable') throw new StateUnavailable(messageOf(error))
      if (attempt === TRIES || !isPassing(error)) throw toUnavailable(error)
    }
    await pause(FIRST_PAUSE_MS * 4 ** (attempt - 1) * (0.5 + Math.random()))
  }
}

/** Told by properties that the platform sets; an error of the object's own code (`remote`) is no passing one. */
function isPassing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  if ('overloaded' in error && error.overloaded === true) return false
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
