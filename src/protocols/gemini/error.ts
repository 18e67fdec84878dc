import { GATEWAY_ERRORS, type GatewayError } from '../../model/errors.ts'
import type { StreamShape } from '../wire-format.ts'

/** The vendor's name for each status (google.rpc.Code, as its HTTP mapping has it). */
const STATUSES: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'UNIMPLEMENTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** How long to wait stands in the body, too: the vendor's clients look for it there, and not in `retry-after`. */
export function writeGeminiError(error: GatewayError): string {
  const code = GATEWAY_ERRORS[error.code]
  const status = STATUSES[code] ?? (code >= 500 ? 'INTERNAL' : 'INVALID_ARGUMENT')
  const told = { code, message: error.message, status }
  const { retryAfterS } = error
  return JSON.stringify({ error: retryAfterS === null ? told : { ...told, details: [toRetryInfo(retryAfterS)] } })
}

/** google.rpc.RetryInfo, whose delay is a duration in JSON's form. */
function toRetryInfo(seconds: number): unknown {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds}s` }
}

export function writeGeminiStreamError(error: GatewayError, shape: StreamShape): string {
  const piece = writeGeminiError(error)
  // An array has had its first piece by now, so that the error is one more and closes it.
  return shape === 'events' ? `\n\ndata: ${piece}\n\n` : `,\n${piece}\n]`
}
