import { GATEWAY_ERRORS, type GatewayError } from '../../model/errors.ts'

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
  const status = GATEWAY_ERRORS[error.code]
  const type = TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error')
  return { message: error.message, type, param: null, code: error.code }
}
