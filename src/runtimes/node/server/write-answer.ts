import { Buffer } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import type { Answer } from '../../../gateway/answer.ts'
import { withoutHeader } from '../../../gateway/headers.ts'
import { toPhrase } from '../../../gateway/reason-phrase.ts'
import { linger } from './linger.ts'

/** Writes a whole answer. Its length is told anew: what was kept of a vendor's may be shorter than it said. */
export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body
  const headers = withoutHeader(answer.headers, 'content-length')
  headers.push('content-length', String(body.length))
  if (!response.req.complete) linger(response)
  const phrase = toPhrase(answer.statusText)
  if (phrase === '') response.writeHead(answer.status, headers)
  else response.writeHead(answer.status, phrase, headers)
  response.end(body)
}
