import type { Call } from '../model/call.ts'
import type { CallSize } from '../model/call-size.ts'
import type { GatewayError } from '../model/errors.ts'
import type { PoolPolicy } from '../model/pool.ts'
import type { StateReach } from '../model/state-reach.ts'
import { readConversation } from '../protocols/conversation.ts'
import { reachOfBody } from '../protocols/reach-of-body.ts'
import type { BodyFacts } from '../protocols/scan-body.ts'
import { scanBody } from '../protocols/scan-body.ts'
import { isKeptBy } from '../protocols/kept-answers.ts'
import { headerOf } from './headers.ts'
import type { MethodHead } from './method-head.ts'
import type { PlannedCall } from './plan-call.ts'
import { toStateError, toUnreadableError } from './plan-call.ts'
import { refuseModels } from './refuse-models.ts'

/** A call whose body is there, before it has an id. */
export type UnnumberedCall = Omit<Call, 'id' | 'name'>

/** What a call is put together from. */
export interface CallParts {
  readonly head: MethodHead
  readonly plan: PlannedCall
  /** Epoch ms. */
  readonly startedAt: number
  /** `null` where there is none. */
  readonly body: Uint8Array | null
  /** Of the pool that it goes to. */
  readonly policy: Pick<PoolPolicy, 'strategy' | 'sessionScope'>
}

/** The call that head and body make; of the body no more is read than that takes. */
export function assembleCall({ head, plan, startedAt, body, policy }: CallParts): UnnumberedCall {
  const { recognised } = plan
  const bytes = body === null || body.length === 0 ? null : body
  const isRead = recognised.modelFrom !== 'none' || (recognised.reaches !== null && recognised.operation !== 'read')
  const facts = isRead && bytes !== null ? scanBody(bytes) : null
  // `headroom` alone weighs what is generated; what is asked of a vendor otherwise takes next to nothing.
  const isWeighed = policy.strategy === 'headroom' && recognised.operation === 'generate'
  const told = recognised.modelFrom === 'body' ? facts : null
  return {
    startedAt,
    protocol: recognised.protocol,
    operation: recognised.operation,
    pool: plan.pool,
    method: head.method,
    path: plan.path,
    query: plan.query,
    model: told?.model?.value ?? recognised.model,
    stream: told?.stream === true || recognised.streamShape !== null,
    client: plan.client,
    conversation:
      (isWeighed || policy.sessionScope === 'conversation') && body !== null
        ? readConversation(recognised.protocol, (name) => headerOf(head.headers, name), body)
        : null,
    size: isWeighed ? sizeOf(bytes, facts) : null,
    reaches: facts === null ? recognised.reaches : reachOf(recognised.reaches, facts, head),
    learns: plan.state === 'shared' && (recognised.learns || (facts !== null && isKeptBy(plan.path, facts))),
  }
}

function sizeOf(bytes: Uint8Array | null, facts: BodyFacts | null): CallSize {
  return { bytes: bytes?.length ?? 0, maxOutput: facts?.maxOutput ?? null, signed: facts?.signed ?? false }
}

/** What a call reaches whose body cannot be looked into may be anything. */
const ANYTHING: StateReach = { names: [], otherwise: 'strategy' }

function reachOf(byPath: StateReach | null, facts: BodyFacts, head: MethodHead): StateReach | null {
  if (facts.references !== null) return reachOfBody(byPath, facts.references)
  const isHidden = facts.kind === 'hidden' || (facts.kind === 'other' && isCompressed(head))
  return isHidden ? (byPath ?? ANYTHING) : byPath
}

function isCompressed({ headers }: MethodHead): boolean {
  return (headerOf(headers, 'content-encoding') ?? 'identity').trim().toLowerCase() !== 'identity'
}

/** Why its caller may not make this call, told from its body; `null` where nothing speaks against it. */
export function refuseAssembled(plan: PlannedCall, call: UnnumberedCall, body: Uint8Array | null): GatewayError | null {
  if (call.reaches !== null && plan.state === 'none') {
    return call.reaches === ANYTHING ? toUnreadableError() : toStateError()
  }
  // Of what a key may ask for no more is read where it may ask for anything.
  return plan.models.length === 0 && plan.limited === null ? null : refuseModels(plan, call, body)
}
