import type { Demand, KeyLimits } from '../accounts/key-limits.ts'
import type { Call } from '../model/call.ts'
import type { ClientKeyRecord } from '../model/client-key.ts'
import type { GatewayError } from '../model/errors.ts'
import type { BoundOf, PriceOf } from '../model/price.ts'
import type { CallLoad } from '../protocols/call-load.ts'
import { CallHold } from './call-hold.ts'
import { toBudgetError, toTokenError, toUncountableError, toUnpricedError } from './limit-errors.ts'
import type { TargetsOf } from './targets.ts'

/** What the limits of client keys are kept by. */
export interface LimitPorts {
  readonly limits: KeyLimits
  readonly priceOf: PriceOf
  readonly boundOf: BoundOf
}

/** A call of a client key with a budget or a limit of tokens. */
export interface LimitedCall {
  readonly key: ClientKeyRecord
  readonly call: Pick<Call, 'id' | 'protocol' | 'operation' | 'method' | 'model' | 'startedAt'>
  readonly load: CallLoad
  /** Of the pool that it goes to. */
  readonly targetsOf: TargetsOf
}

export type LimitedAdmission = { readonly kind: 'held'; readonly hold: CallHold } | NothingHeld

type NothingHeld =
  /** It uses nothing that is limited. */
  { readonly kind: 'free' } | { readonly kind: 'refused'; readonly error: GatewayError }

type Demanded = Demand & { readonly kind: 'demand' }

const FREE: NothingHeld = { kind: 'free' }

/** Bytes that a token is taken to have, on average: for the estimate alone that tokens per minute go by. */
const BYTES_A_TOKEN = 4

/** Holds what the call may use, or says why it may not begin: for its price, its tokens, its cost, in this order. */
export function admitLimited(asked: LimitedCall, ports: LimitPorts, now: number): LimitedAdmission {
  const demand = toDemand(asked, ports.boundOf)
  if (demand.kind !== 'demand') return demand
  const { key, call } = asked
  const admitted = ports.limits.admit(key, demand, now)
  switch (admitted.kind) {
    case 'held':
      return { kind: 'held', hold: new CallHold(call, admitted.hold, ports.priceOf) }
    case 'tokens':
      return { kind: 'refused', error: toTokenError(key, admitted) }
    case 'budget':
      if (key.budget === null) throw new Error(`client key ${key.id} has no budget that could be used up`)
      return { kind: 'refused', error: toBudgetError(key.budget, admitted, { mostUsd: demand.usd, now }) }
  }
}

/** Goes on with what a call held before a restart; `null` where it held nothing. */
export function resumeLimited(asked: LimitedCall, ports: LimitPorts): CallHold | null {
  const demand = toDemand(asked, ports.boundOf)
  if (demand.kind !== 'demand') return null
  const { key, call } = asked
  return new CallHold(call, ports.limits.resume(key, demand, call.startedAt), ports.priceOf)
}

function toDemand({ key, call, load, targetsOf }: LimitedCall, boundOf: BoundOf): Demanded | NothingHeld {
  const { operation, model } = call
  switch (operation) {
    case 'read':
    case 'count':
      return FREE
    case 'other':
      // Files, batches and the like: deleting them is free, and what making them leads to shows in no answer.
      return key.budget === null || call.method === 'DELETE'
        ? FREE
        : { kind: 'refused', error: toUncountableError(operation) }
    case 'generate':
    case 'embed':
  }
  const tokens = Math.ceil(load.bytes / BYTES_A_TOKEN) + load.output
  if (key.budget === null) return { kind: 'demand', call: call.id, tokens, usd: 0 }
  if (model === null) return { kind: 'refused', error: toUncountableError(operation) }
  const prompt = load.prompt === 'here' ? load.bytes : null
  let usd = 0
  for (const target of targetsOf(call.protocol, model)) {
    const { cacheWrite, output } = load
    const most = boundOf({ ...target, time: call.startedAt, prompt, cacheWrite, output })
    if (most === null) return { kind: 'refused', error: toUnpricedError(target) }
    usd = Math.max(usd, most)
  }
  return { kind: 'demand', call: call.id, tokens, usd }
}
