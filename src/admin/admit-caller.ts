import { admitControl, type Admission } from '../gateway/authenticate.ts'
import { whyNotOwnPage } from '../gateway/own-origin.ts'
import { presentedCredential } from '../gateway/presented-credential.ts'
import type { RequestHead } from '../gateway/request-head.ts'
import { sessionCookie } from '../gateway/session-cookie.ts'
import type { GatewayError } from '../model/errors.ts'
import type { Caller } from './caller.ts'
import type { ControlDeps } from './ports.ts'

/** Who a request to `/api` comes from, or why it is refused. */
export type Admitted =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly error: GatewayError }

type AdmitDeps = Pick<ControlDeps, 'gate' | 'sessions' | 'hash' | 'now'>

interface Asked {
  readonly head: RequestHead
  readonly method: string
}

/**
 * `/api`: a client key of scope `admin`, a session that was bought with one, or open mode. Who brings a key as well goes
 * by the key; who brings a session that has ended hears what whoever brings nothing hears.
 */
export async function admitCaller(deps: AdmitDeps, asked: Asked): Promise<Admitted> {
  const { head } = asked
  const value = presentedCredential(head).kind === 'none' ? sessionCookie(head) : null
  const admitted = value === null ? null : await admitSession(deps, asked, value)
  return admitted ?? toAdmitted(admitControl(deps.gate, head, deps.now()))
}

/** `null` where it is none. It is good as long as its key is: of that id and value, not expired, still an admin's. */
async function admitSession(deps: AdmitDeps, { head, method }: Asked, value: string): Promise<Admitted | null> {
  const { keys } = deps.gate
  const now = deps.now()
  const session = await deps.sessions.find(deps.hash(value), now)
  const key = session === null ? null : keys.holder(session.keyHash, now)
  if (session === null || key === null || key.id !== session.keyId || !key.scopes.includes('admin')) return null
  const why = whyNotOwnPage(head, method)
  if (why !== null) {
    const message = `A session serves the gateway's own pages only; this request was refused because ${why}.`
    return { kind: 'refused', error: { code: 'forbidden', message, retryAfterS: null } }
  }
  keys.use(key, now)
  return { kind: 'caller', caller: { kind: 'session', key, session, value } }
}

/** The same in the control API's words. */
export function toAdmitted(admission: Admission): Admitted {
  if (admission.kind === 'refused') return { kind: 'refused', error: admission }
  const { key, via } = admission
  if (key !== null) return { kind: 'caller', caller: { kind: 'key', key } }
  return { kind: 'caller', caller: { kind: via === 'uuid' ? 'uuid' : 'open' } }
}
