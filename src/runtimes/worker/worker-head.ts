import type { MethodHead } from '../../gateway/method-head.ts'
import type { Target } from '../../gateway/target.ts'
import { toRaw } from './fetch-line.ts'

/** What a deployed Worker and `worker:dev` know in different ways of who is at the other end. */
export interface PeerFacts {
  readonly peer: string | null
  readonly httpVersion: string
}

/** A request's head as the gateway reads it. */
export function toMethodHead(request: Request, target: Target, peer: PeerFacts): MethodHead {
  const { method, url, headers } = request
  return { method, ...target, headers: toRaw(headers), ...peer, tls: url.startsWith('https:') }
}
