import { withoutCredentials } from '../model/credential-shape.ts'
import type { GatewayError, GatewayErrorCode } from '../model/errors.ts'
import { GATEWAY_ERRORS, PATIENCE_S } from '../model/errors.ts'
import type { Protocol } from '../model/protocol.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import { encodeRequestId } from './request-id.ts'

/** A whole answer, ready to be written. `headers` alternates names and values. */
export interface Answer {
  readonly status: number
  /** Empty for the status' usual phrase. */
  readonly statusText: string
  readonly headers: readonly string[]
  readonly body: Uint8Array | string
}

const GIVE_UP = ['x-should-retry', 'false'] as const

/**
 * What stays until a person changes something. Agents try a 401 or a 503 again for minutes, and meanwhile say nothing of
 * it: Claude Code ten times over three minutes.
 */
const LASTING: ReadonlySet<GatewayErrorCode> = new Set(['unauthorized', 'load_balancer_disabled', 'no_accounts'])

/**
 * Whether nothing is to be promised of a later try. An account that was refused is looked at again in half an hour, which
 * mends nothing by itself; Codex would be silent until then, since it goes by `retry-after` alone.
 */
function isHopeless({ code, retryAfterS }: GatewayError): boolean {
  return LASTING.has(code) || (code === 'pool_exhausted' && retryAfterS !== null && retryAfterS > PATIENCE_S)
}

/** An error of the gateway's own, in the envelope of the caller's protocol. */
export function toErrorAnswer(protocol: Protocol, error: GatewayError, requestId: number): Answer {
  const headers = ['content-type', 'application/json', 'x-claudeflare-error', error.code]
  // A 426 says what would do (RFC 9110 §15.5.22).
  if (error.code === 'no_websockets') headers.push('upgrade', 'HTTP/1.1', 'connection', 'upgrade')
  if (isHopeless(error)) headers.push(...GIVE_UP)
  else if (error.retryAfterS !== null) headers.push(...toRetryHeaders(error.retryAfterS))
  return {
    status: GATEWAY_ERRORS[error.code],
    statusText: '',
    headers,
    body: WIRE_FORMATS[protocol].writeError(
      { ...error, message: withoutCredentials(error.message) },
      encodeRequestId(requestId),
    ),
  }
}

/** `retry-after`, and with a long wait the word that keeps clients from sleeping through it. */
export function toRetryHeaders(seconds: number): string[] {
  const headers = ['retry-after', String(seconds)]
  if (seconds > PATIENCE_S) headers.push(...GIVE_UP)
  return headers
}

/** Whole seconds until then, at least 1. */
export function secondsUntil(until: number, now: number): number {
  return Math.max(1, Math.ceil((until - now) / 1000))
}
