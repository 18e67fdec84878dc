import { parseTarget } from '../../gateway/target.ts'
import type { GatewayError } from '../../model/errors.ts'
import { refuseAt } from './refuse-at.ts'

/** Nothing can be served as this Worker is set up. */
export function refuseAll(request: Request, message: string): Response {
  console.error(JSON.stringify({ level: 50, msg: message }))
  const error: GatewayError = { code: 'state_unavailable', message, retryAfterS: null }
  return refuseAt(pathOf(request), error)
}

export function pathOf({ url }: Request): string {
  return parseTarget(url)?.path ?? '/'
}
