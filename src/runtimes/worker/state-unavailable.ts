import type { GatewayError } from '../../model/errors.ts'

/** What a caller hears when a Durable Object cannot be reached. */
export const STATE_UNAVAILABLE: GatewayError = {
  code: 'state_unavailable',
  message:
    'The gateway cannot reach its own state, so no account can be chosen. Nothing was sent to a vendor that was not answered; retry in a moment.',
  retryAfterS: 1,
}
