import type { ServerResponse } from 'node:http'
import { answerSite } from '../../../admin/site-answer.ts'
import type { MethodHead } from '../../../gateway/method-head.ts'
import type { LoadedSite } from '../site-folder.ts'

/**
 * Answers a request for the dashboard from memory; `false` where it is for something else, and nothing was answered.
 * `marks`, names and values in turn, are asked for where there is an answer.
 */
export function serveSite(
  { site, bodies }: LoadedSite,
  { head, response }: { readonly head: MethodHead; readonly response: ServerResponse },
  marks: () => readonly string[],
): boolean {
  const answer = answerSite(site, head)
  if (answer === null) return false
  response.writeHead(answer.status, [...answer.headers, ...marks()])
  response.end(answer.body === null ? undefined : bodies.get(answer.body.path))
  return true
}
