import type { GatewayError } from '../model/errors.ts'

/** What the caller of a stream that broke is told, in its protocol's error event. */
export function toCutError(cause: string): GatewayError {
  return {
    code: 'upstream_broken',
    message: `The vendor's stream broke before its end (${cause}). What came so far is incomplete.`,
    retryAfterS: null,
  }
}
