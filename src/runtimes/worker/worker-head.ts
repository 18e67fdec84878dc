import type { MethodHead } from '../../gateway/method-head.ts'
import type { Target } from '../../gateway/target.ts'

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
  return { method, ...target, headers: [...toSent(headers), ...unseen], ...peer, tls: url.startsWith('https:') }
}

/** Where two credentials of one name were joined. A scheme begins anew after it, so that the parameters of one stay together. */
const JOINTS: ReadonlyMap<string, RegExp> = new Map([
  ['x-api-key', /, ?/],
  ['x-goog-api-key', /, ?/],
  ['api-key', /, ?/],
  ['authorization', /, ?(?=[a-z][a-z\d-]*[ \t])/i],
])

/** Names and values in turn, as they were sent: the platform joins headers of one name, and the same key twice would be none. */
function toSent(headers: Headers): string[] {
  const raw: string[] = []
  for (const [name, value] of headers) {
    const joint = value.includes(',') ? JOINTS.get(name) : undefined
    if (joint === undefined) raw.push(name, value)
    else for (const one of value.split(joint)) raw.push(name, one)
  }
  return raw
}
