import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { UnnumberedCall } from '../../gateway/assemble-call.ts'
import { assembleCall, refuseAssembled } from '../../gateway/assemble-call.ts'
import { toLimitError } from '../../gateway/authenticate.ts'
import type { BodyLedger } from '../../gateway/body-ledger.ts'
import { noSuchPool } from '../../gateway/call-errors.ts'
import type { MethodHead } from '../../gateway/method-head.ts'
import type { PlannedCall } from '../../gateway/plan-call.ts'
import { encodeRequestId } from '../../gateway/request-id.ts'
import { readLoad } from '../../protocols/call-load.ts'
import type { GatewayError } from '../../model/errors.ts'
import type { Isolate } from './isolate.ts'
import { RemoteExchange } from './remote-exchange.ts'
import type { Opened, Opening } from './rpc.ts'
import { toStateError } from './state-error.ts'
import type { AskPool } from './ask-object.ts'
import { poolAsker } from './stubs.ts'
import { WorkerRelay } from './worker-relay.ts'

/** A call whose body was read. */
export interface ReadCall {
  readonly head: MethodHead
  readonly body: Uint8Array
  /** Epoch ms, by this machine's clock. */
  readonly startedAt: number
  /** Tells when the caller goes away. */
  readonly signal: AbortSignal
  waitUntil(work: Promise<unknown>): void
}

export type Served =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'refused'; readonly error: GatewayError }
  /** Keys or settings have changed since it was planned. */
  | { readonly kind: 'stale' }

/** Opens a call at its pool's object and has it driven. `revision` is the state of keys and settings it was planned by. */
export async function serveCall(
  isolate: Isolate,
  bodies: BodyLedger,
  from: { call: ReadCall; plan: PlannedCall; revision: number },
): Promise<Served> {
  const { call: read, plan, revision } = from
  const { settings, env } = isolate
  const policy = settings.pools.find(({ name }) => name === plan.pool)
  if (policy === undefined) return { kind: 'refused', error: noSuchPool(plan.pool) }
  const { head, body, startedAt } = read
  const call = assembleCall({ head, plan, startedAt, body, policy })
  const refused = refuseAssembled(plan, call, body)
  const ask = poolAsker(env, plan.pool)
  if (refused !== null) return { kind: 'refused', error: (await countRefused(isolate, plan, ask)) ?? refused }
  const { own } = plan
  const opening = toOpening(call, { plan, body, revision })
  let opened: Opened
  try {
    opened = await ask((pool) => pool.open({ ...opening, elapsedMs: Date.now() - startedAt }))
  } catch (error) {
    if (error instanceof StateUnavailable) return { kind: 'refused', error: toStateError(error) }
    throw error
  }
  switch (opened.kind) {
    case 'stale':
      return opened
    case 'limited':
      return { kind: 'refused', error: limitOf(isolate, plan, opened.waitMs) }
    case 'refused':
      return opened
    case 'opened':
  }
  const exchange = new RemoteExchange(opened, { opening, startedAt }, ask)
  const relay = new WorkerRelay(exchange, body, {
    call: { ...call, id: opened.id, name: encodeRequestId(opened.id) },
    headers: head.headers,
    timeouts: settings.timeouts,
    credentials: isolate.credentials,
    recipients: plan.way === 'balanced' ? 'pool' : own === null ? 'single' : 'own',
    expose: plan.mayExposeAccount || settings.exposeAccount,
    account: (id) => (own === null ? isolate.account(id) : own),
    onForgotten: () => bodies.giveBack(body.length),
    waitUntil: (work) => read.waitUntil(work),
  })
  read.signal.addEventListener('abort', () => relay.onGone())
  if (read.signal.aborted) relay.onGone()
  return { kind: 'answered', response: await relay.start(opened.step) }
}

/** Also a request for a model that its key may not ask for counts; past the rate it hears of that first. */
async function countRefused(isolate: Isolate, plan: PlannedCall, ask: AskPool): Promise<GatewayError | null> {
  const key = isolate.gate.keys.get(plan.client?.id ?? '')
  if (key === null || key.requestsPerMinute === null) return null
  const waitMs = await ask((pool) => pool.takeRate(key.id))
  return waitMs === 0 ? null : limitOf(isolate, plan, waitMs)
}

function limitOf({ gate }: Isolate, { client }: PlannedCall, waitMs: number): GatewayError {
  const key = gate.keys.get(client?.id ?? '')
  return toLimitError({ requestsPerMinute: key?.requestsPerMinute ?? null }, waitMs)
}

function toOpening(
  call: UnnumberedCall,
  from: { readonly plan: PlannedCall; readonly body: Uint8Array; readonly revision: number },
): Opening {
  const { plan, body, revision } = from
  const { own } = plan
  const target = own === null ? null : { provider: own.provider, protocol: own.protocol, baseUrl: own.baseUrl }
  return {
    nonce: crypto.randomUUID(),
    revision,
    way: target ?? plan.way,
    // Of a client key only what names it: its record has no business there.
    call: { ...call, client: call.client === null ? null : { id: call.client.id, name: call.client.name } },
    elapsedMs: 0,
    keyId: plan.client?.id ?? null,
    ...(plan.limited === null ? {} : { load: readLoad(call.operation, body) }),
  }
}
