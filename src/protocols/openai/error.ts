import { GATEWAY_ERRORS, PATIENCE_S, type GatewayError } from '../../model/errors.ts'

const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
}

export function writeOpenAiError(error: GatewayError): string {
  return JSON.stringify({ error: envelope(error) })
}

/** Both of the format's stream errors at once: `error` as chat clients read it, `type: error` as Responses clients do. */
export function writeOpenAiStreamError(error: GatewayError): string {
  const { code, message } = error
  return `\n\ndata: ${JSON.stringify({ type: 'error', code, message, param: null, error: envelope(error) })}\n\n`
}

function envelope(error: GatewayError): object {
  return { message: error.message, type: typeOf(error), param: null, code: error.code }
}

/**
 * The vendor's word for it. Its words for a 429 that no short wait ends matter: Codex goes by them, and sleeps through
 * any other for as long as `retry-after` says, without a word to its user.
 */
function typeOf({ code, retryAfterS }: GatewayError): string {
  const status = GATEWAY_ERRORS[code]
  if (code === 'budget_exceeded') return 'insufficient_quota'
  if (status === 429 && retryAfterS !== null && retryAfterS > PATIENCE_S) return 'usage_limit_reached'
  return TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error')
}
