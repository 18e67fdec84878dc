import { toEvent } from './answer.ts'
import type { Asked } from './asked.ts'
import { toErrorBody } from './refusals.ts'
import type { StreamError } from './step.ts'

/** An error as it comes inside a stream that began with 200, in the stream's own form. */
export function toStreamError(asked: Asked, error: StreamError): Buffer {
  const status = STATUS[error]
  const message = `fake ${error} inside a stream`
  switch (asked.dialect) {
    case 'messages':
      return toEvent('error', toErrorBody('anthropic', { status, message }))
    case 'chat':
      return toEvent(null, toErrorBody('openai', { status, message }))
    case 'responses':
      return toEvent('error', { type: 'error', sequence_number: 0, code: RESPONSE_CODE[error], message, param: null })
    case 'gemini': {
      // Gemini has no 529: a busy vendor says 503 UNAVAILABLE.
      const body = toErrorBody('gemini', { status: status === 529 ? 503 : status, message })
      return asked.form === 'array' ? Buffer.from(`[${JSON.stringify(body)}]`) : toEvent(null, body)
    }
  }
}

const STATUS = { overloaded: 529, limit: 429, server: 500, credential: 401, request: 400 } as const satisfies Record<
  StreamError,
  number
>

const RESPONSE_CODE = {
  overloaded: 'server_is_overloaded',
  limit: 'rate_limit_exceeded',
  server: 'server_error',
  credential: 'invalid_api_key',
  request: 'invalid_prompt',
} as const satisfies Record<StreamError, string>
