import { GATEWAY_ERRORS, type GatewayError } from '../model/errors.ts'
import { withoutCredentials } from '../model/credential-shape.ts'
import type { ProblemBody } from './contract.ts'

const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  426: 'Upgrade Required',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
} as const

type ProblemStatus = keyof typeof TITLES

/** A refusal of the control API, before it is an answer. `code` is for programs, `detail` for the person who meets it. */
export interface Problem {
  readonly status: ProblemStatus
  readonly code: string
  readonly detail: string
  /** What of the body it is about, where `detail` does not say so itself. */
  readonly field?: string
}

/** A problem as `application/problem+json` (RFC 9457). It quotes what was sent, but no credential that was sent in the wrong place. */
export function answerProblem(problem: Problem): Response {
  const detail = withoutCredentials(problem.detail)
  const body: ProblemBody = { type: 'about:blank', title: TITLES[problem.status], ...problem, detail }
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'x-claudeflare-error': problem.code },
  })
}

/** An error of the gateway's own as a problem, with the headers that go with its status. */
export function answerGatewayError(error: GatewayError): Response {
  const response = answerProblem({ status: GATEWAY_ERRORS[error.code], code: error.code, detail: error.message })
  if (error.code === 'unauthorized') response.headers.set('www-authenticate', 'Bearer')
  if (error.retryAfterS !== null) response.headers.set('retry-after', String(error.retryAfterS))
  return response
}

/** There is no such path, or nothing of that name at it. */
export function answerNotFound(detail: string): Response {
  return answerProblem({ status: 404, code: 'not_found', detail })
}

/** What is asked for cannot be, as things stand. */
export function answerConflict(detail: string): Response {
  return answerProblem({ status: 409, code: 'conflict', detail })
}

/** What was sent is not what is taken here. */
export function answerBadRequest(detail: string): Response {
  return answerProblem({ status: 400, code: 'bad_request', detail })
}
