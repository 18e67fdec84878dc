import { GATEWAY_ERRORS, type GatewayError } from '../../model/errors.ts'

/** The vendor's type for each status (its list of errors). */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

export function writeAnthropicError(error: GatewayError, requestId: string): string {
  return JSON.stringify({ ...envelope(error), request_id: requestId })
}

export function writeAnthropicStreamError(error: GatewayError): string {
  return `\n\nevent: error\ndata: ${JSON.stringify(envelope(error))}\n\n`
}

function envelope(error: GatewayError): object {
  const status = GATEWAY_ERRORS[error.code]
  const type = TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
  return { type: 'error', error: { type, message: error.message } }
}
