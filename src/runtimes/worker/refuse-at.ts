import { answerGatewayError } from '../../admin/problem.ts'
import { secured } from '../../admin/secured.ts'
import { toOwnMarks } from '../../gateway/answer-marks.ts'
import { guessProtocol } from '../../gateway/plan-call.ts'
import { routeOf } from '../../gateway/route.ts'
import type { GatewayError } from '../../model/errors.ts'
import { createOwnId, toErrorResponse } from './response.ts'

/** What a path answers while the gateway's state or settings are not to be had, each in the form that its callers read. */
export function refuseAt(path: string, error: GatewayError): Response {
  const route = routeOf(path).kind
  if (route !== 'control' && route !== 'management') return toErrorResponse(guessProtocol(path), error, createOwnId())
  return withOwnMarks(secured(answerGatewayError(error)))
}

/** Marks of an answer for which no pool was asked. */
export function withOwnMarks(response: Response): Response {
  const marks = toOwnMarks(createOwnId())
  for (let i = 0; i + 1 < marks.length; i += 2) response.headers.set(marks[i] ?? '', marks[i + 1] ?? '')
  return response
}
