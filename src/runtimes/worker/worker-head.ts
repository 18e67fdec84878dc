import type { MethodHead } from '../../gateway/method-head.ts'
import type { Target } from '../../gateway/target.ts'
import { toRaw } from './fetch-line.ts'

/** What a deployed Worker and `worker:dev` know in different ways of who is at the other end. */
export interface PeerFacts {
  readonly peer: string | null
  readonly httpVersion: string
  /** Headers that the platform does not tell of, names and values in turn. */
  readonly unseen: readonly string[]
}

/** A request's head as the gateway reads it. */
export function toMethodHead(request: Request, target: Target, { unseen, ...peer }: PeerFacts): MethodHead {
  const { method, url, headers } = request
  return { method, ...target, headers: [...toRaw(headers), ...unseen], ...peer, tls: url.startsWith('https:') }
}
