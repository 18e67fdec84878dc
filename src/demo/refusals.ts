import type { Protocol } from '../model/protocol.ts'
import { anthropicHeaders } from './anthropic.ts'
import { jsonAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { geminiHeaders } from './gemini.ts'
import { openaiHeaders } from './openai-headers.ts'
import { nextId } from './words.ts'

/** A refusal before a protocol's envelope is put around it. */
interface Told {
  readonly status: number
  readonly message: string
  /** The vendor's own word for it, where it is not the usual one of the status. */
  readonly code?: string
  /** OpenAI's `type`, where it is neither the code nor the usual one of the status. */
  readonly type?: string
  readonly details?: unknown
}

/** The vendor's envelope for an error. */
export function toErrorBody(protocol: Protocol, told: Told): unknown {
  switch (protocol) {
    case 'anthropic': {
      const error = {
        type: told.code ?? ANTHROPIC_TYPES[told.status] ?? usual(told.status, 'api_error'),
        message: told.message,
      }
      return {
        type: 'error',
        error: told.details === undefined ? error : { ...error, details: told.details },
        request_id: nextId('req_'),
      }
    }
    case 'gemini': {
      const error = { code: told.status, message: told.message, status: GEMINI_STATUSES[told.status] ?? 'UNKNOWN' }
      return { error: told.details === undefined ? error : { ...error, details: told.details } }
    }
    case 'openai': {
      const type = told.type ?? told.code ?? OPENAI_TYPES[told.status] ?? usual(told.status, 'server_error')
      return {
        error: { message: told.message, type, param: null, code: told.code ?? OPENAI_CODES[told.status] ?? null },
      }
    }
  }
}

/** Any status in the vendor's envelope. */
export function answerFailure(protocol: Protocol, status: number, message = `fake ${status}`): Answer {
  return jsonAnswer(status, headersOf(protocol), toErrorBody(protocol, { status, message }))
}

/** The credential is refused. */
export function answerBadCredential(protocol: Protocol): Answer {
  if (protocol !== 'gemini') return answerFailure(protocol, 401, 'invalid x-api-key')
  const details = [
    { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
  ]
  const told = { status: 400, message: 'API key not valid. Please pass a valid API key.', details }
  return jsonAnswer(400, headersOf(protocol), toErrorBody(protocol, told))
}

/** Out of credit, in the form that is asked for. */
export function answerNoCredit(protocol: Protocol, form: '402' | '400' | 'quota'): Answer {
  const headers = headersOf(protocol)
  switch (form) {
    case '402':
      return jsonAnswer(402, headers, toErrorBody(protocol, { status: 402, message: 'Your account is out of credit.' }))
    case '400': {
      const message =
        'Your credit balance is too low to access the API. Please go to Plans & Billing to purchase credits.'
      return jsonAnswer(400, headers, toErrorBody(protocol, { status: 400, message }))
    }
    case 'quota': {
      if (protocol === 'openai') {
        const message = 'You exceeded your current quota, please check your plan and billing details.'
        return jsonAnswer(429, headers, toErrorBody(protocol, { status: 429, message, code: 'insufficient_quota' }))
      }
      const message = 'You have reached your API spend limit for this month.'
      const details = { error_code: 'enforced_spend_limit_reached' }
      return jsonAnswer(429, headers, toErrorBody(protocol, { status: 429, message, details }))
    }
  }
}

function headersOf(protocol: Protocol): string[] {
  switch (protocol) {
    case 'anthropic':
      return anthropicHeaders()
    case 'gemini':
      return geminiHeaders()
    case 'openai':
      return openaiHeaders()
  }
}

function usual(status: number, otherwise: string): string {
  return status < 500 ? 'invalid_request_error' : otherwise
}

type ByStatus = Readonly<Record<number, string>>

const ANTHROPIC_TYPES: ByStatus = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

const GEMINI_STATUSES: ByStatus = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

const OPENAI_TYPES: ByStatus = { 429: 'requests' }

const OPENAI_CODES: ByStatus = { 401: 'invalid_api_key', 404: 'model_not_found', 429: 'rate_limit_exceeded' }
