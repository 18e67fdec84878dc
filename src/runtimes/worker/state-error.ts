import type { StateUnavailable } from '../../model/state-unavailable.ts'
import type { GatewayError } from '../../model/errors.ts'

/** An object that was not set up as it must be: no waiting helps, and its message says what does. */
export class SetUpError extends Error {
  override readonly name = 'SetUpError'
}

/** What a caller hears when a Durable Object cannot be reached. */
export function toStateError(error: StateUnavailable): GatewayError {
  return { code: 'state_unavailable', message: error.message, retryAfterS: 1 }
}
