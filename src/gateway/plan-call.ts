import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import type { GatewayError, GatewayErrorCode } from '../model/errors.ts'
import { ACCOUNTS_POOL, BALANCED_POOL } from '../model/pool.ts'
import type { Protocol } from '../model/protocol.ts'
import type { Provider } from '../model/settings.ts'
import type { Recognised } from '../protocols/recognise.ts'
import { recognise } from '../protocols/recognise.ts'
import { isLimited } from '../accounts/key-limits.ts'
import type { ClientKeyRecord } from '../model/client-key.ts'
import type { Admission, Gate } from './authenticate.ts'
import { admitByUuid, admitCall } from './authenticate.ts'
import { headerOf } from './headers.ts'
import type { MethodHead } from './method-head.ts'
import { ownAccount } from './own-credential.ts'
import type { Route } from './route.ts'
import { routeOf } from './route.ts'
import { withoutParameters } from './target.ts'

/** A call that was let in, before its body is read. */
export interface PlannedCall {
  readonly kind: 'call'
  /** `balanced` over the pool, or by a `single` key of it. */
  readonly way: 'balanced' | 'single'
  readonly pool: string
  readonly recognised: Extract<Recognised, { kind: 'call' }>
  /** As the vendor sees it. */
  readonly path: string
  /** Without any credential. */
  readonly query: string
  /** The caller's client key; `null` by uuid and in open mode. */
  readonly client: Call['client']
  /** Patterns of the models that the client key may ask for; empty means all. */
  readonly models: readonly string[]
  /** The client key where it has a budget or a limit of tokens, else `null`. */
  readonly limited: ClientKeyRecord | null
  readonly mayExposeAccount: boolean
  /** The caller's own credential on the single-key route; `null` is the pool's. */
  readonly own: Account | null
  /** What it may reach of what vendors keep: what belongs to the pool's accounts, to its own credential's, or nothing. */
  readonly state: 'shared' | 'own' | 'none'
}

/** What is to be done with a request, told from its head alone. */
export type Plan =
  | PlannedCall
  /** Contract §7; the uuid was right. */
  | { readonly kind: 'management'; readonly action: string; readonly token: string }
  /** 200 and nothing: a vendor's clients ask for it. */
  | { readonly kind: 'hello' }
  /** The gateway's own pages and API. */
  | { readonly kind: 'control' }
  | { readonly kind: 'refused'; readonly protocol: Protocol; readonly error: GatewayError }

export interface PlanContext {
  readonly gate: Gate
  /** Whether pool `lb` serves. */
  readonly balancing: boolean
  readonly providers: ReadonlyMap<string, Provider>
  readonly now: number
}

const CONTROL: Plan = { kind: 'control' }
const HELLO: Plan = { kind: 'hello' }
/** Where callers put a key, on a vendor's paths that take none there as well. */
const CREDENTIAL_PARAMETERS = new Set(['key', 'access_token'])

/** Routes a request, and asks its caller for a credential. */
export function planCall(head: MethodHead, context: PlanContext): Plan {
  const route = routeOf(head.path)
  switch (route.kind) {
    case 'control':
      return CONTROL
    case 'hello':
    case 'management':
    case 'unknown':
      return planBelowToken(head, route, context)
    case 'direct':
      return planDirect(head, route.rest, context)
    case 'balanced':
    case 'single': {
      const admission = admitByUuid(context.gate, route.token)
      if (admission.kind === 'refused') return refuse(head, admission)
      if (route.kind === 'balanced' && !context.balancing) return refuse(head, BALANCER_OFF)
      const own = route.kind === 'single' ? ownAccount(head, context.providers) : null
      const state = own !== null ? 'own' : context.gate.keys.haveBegun() ? 'none' : 'shared'
      const to: Destination = { way: route.kind, pool: BALANCED_POOL, own, state }
      return planVendorPath(withPath(head, route.rest), admission, to)
    }
  }
}

function planBelowToken(
  head: MethodHead,
  route: Extract<Route, { kind: 'hello' | 'management' | 'unknown' }>,
  context: PlanContext,
): Plan {
  if (route.token !== null) {
    const admission = admitByUuid(context.gate, route.token)
    if (admission.kind === 'refused') return refuse(head, admission)
  }
  if (route.kind === 'management') return { kind: 'management', action: route.action, token: route.token }
  const asks = head.method === 'GET' || head.method === 'HEAD'
  return route.kind === 'hello' && asks ? HELLO : refuse(head, NOT_FOUND)
}

function planDirect(head: MethodHead, rest: string, context: PlanContext): Plan {
  const admission = admitCall(context.gate, head, context.now)
  if (admission.kind === 'refused') return refuse(head, admission)
  const name = admission.key?.pools[0] ?? ACCOUNTS_POOL
  if (name === BALANCED_POOL && !context.balancing) return refuse(head, BALANCER_OFF)
  const state = admission.key === null || admission.key.scopes.includes('stateful') ? 'shared' : 'none'
  return planVendorPath(withPath(head, rest), admission, { way: 'balanced', pool: name, own: null, state })
}

type Destination = Pick<PlannedCall, 'way' | 'pool' | 'own' | 'state'>

/** What a vendor's path is recognised by. */
type VendorHead = Pick<MethodHead, 'method' | 'path' | 'query' | 'headers'>

function withPath({ method, query, headers }: MethodHead, path: string): VendorHead {
  return { method, path, query, headers }
}

function planVendorPath(
  head: VendorHead,
  admission: Extract<Admission, { kind: 'caller' }>,
  { way, pool, own, state }: Destination,
): Plan {
  if (head.method === 'GET' && asksForWebSocket(head.headers)) return refuse(head, NO_WEBSOCKETS)
  const header = (name: string) => headerOf(head.headers, name)
  const recognised = recognise({ method: head.method, path: head.path, query: head.query, header })
  if (recognised.kind === 'forbidden') return refuse(head, FORBIDDEN_PATH)
  if (recognised.kind === 'unknown') return refuse(head, NOT_FOUND)
  if (recognised.reaches !== null && state === 'none') {
    return { kind: 'refused', protocol: recognised.protocol, error: toStateError() }
  }
  return {
    kind: 'call',
    way,
    pool,
    recognised,
    path: head.path,
    query: withoutParameters(head.query, CREDENTIAL_PARAMETERS),
    client: admission.key,
    models: admission.key?.models ?? [],
    limited: admission.key !== null && isLimited(admission.key) ? admission.key : null,
    mayExposeAccount: admission.mayExposeAccount,
    own,
    state,
  }
}

/** RFC 6455 §4.1. Some agents try this first, and ask over HTTP only once they were told 426; a 404 they try again. */
function asksForWebSocket(headers: readonly string[]): boolean {
  return headerOf(headers, 'upgrade')?.trim().toLowerCase() === 'websocket'
}

/** The protocol whose envelope an error takes where the path is no vendor's: the likeliest by its words. */
export function guessProtocol(path: string): Protocol {
  if (path.includes('/v1beta/') || /\/models\/[^/]+:/.test(path)) return 'gemini'
  return /\/(?:chat\/completions|responses|embeddings)(?:\/|$)/.test(path) ? 'openai' : 'anthropic'
}

function refuse(head: Pick<MethodHead, 'path'>, error: GatewayError): Plan {
  return { kind: 'refused', protocol: guessProtocol(head.path), error }
}

/** What a client key that may not ask for this model is told. */
export function toModelError(model: string | null): GatewayError {
  const asked = model === null ? 'a model that is not named' : `the model ${model}`
  return fixed('forbidden', `This client key may not ask for ${asked}.`)
}

/** What a caller is told that may not reach what a vendor keeps. */
export function toStateError(): GatewayError {
  return NO_STATE
}

/** What a caller is told that may not, where its body cannot be read. */
export function toUnreadableError(): GatewayError {
  return UNREADABLE
}

function fixed(code: GatewayErrorCode, message: string): GatewayError {
  return { code, message, retryAfterS: null }
}

/** The same words that an unknown uuid gets. */
const NOT_FOUND = fixed('not_found', 'There is nothing at this path.')

const NO_STATE = fixed(
  'forbidden',
  'This call reaches what a vendor keeps for an account (files, batches, caches, stored responses, containers), which all callers of the account share. It needs a client key with the scope `stateful`. A body that cannot be read counts as one that does.',
)

const UNREADABLE = fixed(
  'forbidden',
  'This body cannot be read, since it is compressed or not in UTF-8, so it is taken for one that reaches what a vendor keeps for an account (files, batches, caches, stored responses, containers). Send it as plain UTF-8 JSON, without a content-encoding; else it needs a client key with the scope `stateful`.',
)

const FORBIDDEN_PATH = fixed(
  'forbidden_path',
  'This path administers the account behind the gateway, which its callers share; it is not passed on.',
)

const NO_WEBSOCKETS = fixed(
  'no_websockets',
  'The gateway passes on no WebSockets. Ask over HTTP, with a stream of server-sent events where the answer is to come in pieces.',
)

const BALANCER_OFF = fixed(
  'load_balancer_disabled',
  'Pool lb is switched off. Start the gateway with LOAD_BALANCER_ENABLED=true, or set load_balancer.enabled in its config file.',
)
