import type { GatewayError } from '../../model/errors.ts'
import { toErrorAnswer } from '../../gateway/answer.ts'
import { toRefusalMarks } from '../../gateway/answer-marks.ts'
import { toPhrase } from '../../gateway/reason-phrase.ts'
import { toPairs } from '../../gateway/headers.ts'
import { TAGS } from '../../gateway/request-id.ts'
import type { Protocol } from '../../model/protocol.ts'

export interface ResponseParts {
  readonly status: number
  /** Empty for the status' usual phrase. */
  readonly statusText: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: ReadableStream<Uint8Array> | Uint8Array | string | null
}

/** An answer as the platform sends it; a body that is compressed goes as it is. */
export function toResponse({ status, statusText, headers, body }: ResponseParts): Response {
  const phrase = toPhrase(statusText)
  const init: ResponseInit = { status, headers: toPairs(headers), encodeBody: 'manual' }
  // Without one the platform writes the usual.
  return new Response(body, phrase === '' ? init : { ...init, statusText: phrase })
}

/** An error of the gateway's own for which no pool was asked. */
export function toErrorResponse(protocol: Protocol, error: GatewayError, id: number): Response {
  const answer = toErrorAnswer(protocol, error, id)
  return toResponse({ ...answer, headers: [...answer.headers, ...toRefusalMarks(id)] })
}

/** An id of an answer for which no pool was asked, which is in no ledger: the last tag is no pool's. */
export function createOwnId(): number {
  return (Date.now() * 16 + Math.floor(Math.random() * 16)) * TAGS + TAGS - 1
}
