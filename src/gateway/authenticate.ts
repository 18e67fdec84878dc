import type { ClientKeys } from '../accounts/client-keys.ts'
import { isMistypedKey } from '../accounts/key-format.ts'
import type { ClientKeyRecord, KeyScope } from '../model/client-key.ts'
import type { GatewayError, GatewayErrorCode } from '../model/errors.ts'
import { bringsLooseBody } from './open-body.ts'
import { whyNotOpen } from './open-mode.ts'
import { presentedCredential } from './presented-credential.ts'
import type { RequestHead } from './request-head.ts'
import type { Uuids } from './uuids.ts'

/** What callers are held against. */
export interface Gate {
  readonly uuids: Uuids
  readonly keys: ClientKeys
  /** Whether callers on loopback need no key while none exists. A deployed Worker has no such mode. */
  readonly open: 'loopback' | 'never'
  /** Whether the rates of client keys are counted here, or where the call is opened. */
  readonly rates: 'here' | 'elsewhere'
}

/** Who a request comes from, or why it is refused. */
export type Admission =
  | {
      readonly kind: 'caller'
      readonly via: 'uuid' | 'open' | 'key'
      /** Set where `via` is `key`. */
      readonly key: ClientKeyRecord | null
      /** Whether the answer may name the account (contract §4), apart from `expose_account`. */
      readonly mayExposeAccount: boolean
    }
  | ({ readonly kind: 'refused' } & GatewayError)

const BY_UUID: Admission = { kind: 'caller', via: 'uuid', key: null, mayExposeAccount: true }
const BY_OPEN_MODE: Admission = { kind: 'caller', via: 'open', key: null, mayExposeAccount: true }

/** The same answer that a path gets where nothing is: it tells nothing about which uuids exist. */
const NOT_FOUND = refuse('not_found', 'There is nothing at this path.')

const LOOSE_BODY = refuse(
  'forbidden',
  'While no client key exists, a body must come with its content type: send it with content-type: application/json. ' +
    'Plain text, form fields and bodies without a type are refused, since a web page could send them.',
)

/** Paths below a uuid: the uuid is the credential. */
export function admitByUuid(gate: Gate, token: string): Admission {
  return gate.uuids.match(token) ? BY_UUID : NOT_FOUND
}

/** Vendor paths without a uuid: a client key of scope `call` within its rate, or open mode. */
export function admitCall(gate: Gate, head: RequestHead, now: number): Admission {
  const admission = gate.keys.haveBegun() ? admitKey(gate, head, now) : admitOpenCall(gate, head)
  if (admission.kind === 'refused' || admission.key === null) return admission
  if (!admission.key.scopes.includes('call')) return missingScope('call')
  if (gate.rates === 'elsewhere') return admission
  const waitMs = gate.keys.take(admission.key, now)
  return waitMs === 0 ? admission : { kind: 'refused', ...toLimitError(admission.key, waitMs) }
}

/** `/api`: a client key of scope `admin`, or open mode. */
export function admitControl(gate: Gate, head: RequestHead, now: number): Admission {
  return admitScopes(gate, { head, now }, ['admin'])
}

/** `/metrics`: a client key of scope `metrics` or `admin`, or open mode. */
export function admitMetrics(gate: Gate, head: RequestHead, now: number): Admission {
  return admitScopes(gate, { head, now }, ['metrics', 'admin'])
}

/** The `reset` of pool `lb` below a uuid (contract §7): the uuid, and an admin key once any key exists. */
export function admitReset(gate: Gate, token: string, visit: Visit): Admission {
  const admission = admitByUuid(gate, token)
  if (admission.kind === 'refused' || !gate.keys.haveBegun()) return admission
  return admitScopes(gate, visit, ['admin'])
}

/** A request's head and the moment it came, in epoch ms. */
export interface Visit {
  readonly head: RequestHead
  readonly now: number
}

function admitScopes(gate: Gate, visit: Visit, scopes: readonly KeyScope[]): Admission {
  if (!gate.keys.haveBegun()) return admitOpen(gate, visit.head)
  const admission = admitKey(gate, visit.head, visit.now)
  if (admission.kind === 'refused' || admission.key === null) return admission
  const { key } = admission
  if (!scopes.some((scope) => key.scopes.includes(scope))) return missingScope(scopes[0] ?? 'admin')
  gate.keys.use(key, visit.now)
  return admission
}

function admitOpen(gate: Gate, head: RequestHead): Admission {
  if (gate.open === 'never') {
    return refuse('forbidden', 'No client key exists yet. Set CLAUDEFLARE_ADMIN_KEY to install the first one.')
  }
  const why = whyNotOpen(head)
  if (why === null) return BY_OPEN_MODE
  return refuse(
    'forbidden',
    `While no client key exists, only programs on this machine may use the gateway; this request was refused because ${why}. ` +
      'Make a key with `claudeflare keys create` and send it as x-api-key or Authorization: Bearer.',
  )
}

/** The control API looks at the types of its bodies itself. */
function admitOpenCall(gate: Gate, head: RequestHead): Admission {
  const admission = admitOpen(gate, head)
  return admission.kind === 'caller' && bringsLooseBody(head) ? LOOSE_BODY : admission
}

function admitKey(gate: Gate, head: RequestHead, now: number): Admission {
  const presented = presentedCredential(head)
  if (presented.kind === 'none') {
    return refuse('unauthorized', 'A client key is needed: send it as x-api-key or Authorization: Bearer.')
  }
  if (presented.kind === 'conflict') {
    return refuse('unauthorized', 'This request brings two different credentials; send the client key alone.')
  }
  const found = gate.keys.find(presented.value, now)
  if (found.kind === 'known') {
    const { key } = found
    return { kind: 'caller', via: 'key', key, mayExposeAccount: key.scopes.includes('admin') }
  }
  if (found.kind === 'expired') return refuse('unauthorized', 'This client key has expired.')
  return refuse(
    'unauthorized',
    isMistypedKey(presented.value)
      ? 'This client key is mistyped or cut off: its checksum does not fit.'
      : 'This credential is no client key of the gateway.',
  )
}

function missingScope(scope: KeyScope): Admission {
  return refuse('forbidden', `This client key lacks the scope \`${scope}\`.`)
}

/** What a client key is told that has used up its rate, with the ms until it may send again. */
export function toLimitError(key: Pick<ClientKeyRecord, 'requestsPerMinute'>, waitMs: number): GatewayError {
  const message = `This client key may send ${key.requestsPerMinute} requests a minute.`
  return { code: 'key_limited', message, retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)) }
}

function refuse(code: GatewayErrorCode, message: string): Admission {
  return { kind: 'refused', code, message, retryAfterS: null }
}
