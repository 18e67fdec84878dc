import { servesModel } from '../model/patterns.ts'
import type { Call } from '../model/call.ts'
import type { GatewayError } from '../model/errors.ts'
import type { NamedModels } from '../protocols/named-models.ts'
import { readNamedModels } from '../protocols/named-models.ts'
import { toFurtherError } from './limit-errors.ts'
import type { PlannedCall } from './plan-call.ts'
import { toModelError } from './plan-call.ts'

/** What a call asks for, as far as it was told before its body was looked through. */
type Asking = Pick<Call, 'protocol' | 'operation' | 'model'>

/** Why a client key that is held to models or a budget may not ask for what a call names; `null` where it may. */
export function refuseModels(plan: PlannedCall, call: Asking, body: Uint8Array | null): GatewayError | null {
  const { models, limited } = plan
  if (models.length > 0 && !mayAsk(models, call)) return toModelError(call.model)
  const hasBudget = limited !== null && limited.budget !== null
  if (body === null || (models.length === 0 && !hasBudget)) return null
  const named = readNamedModels(call, body)
  return refuseNamed(models, call, named) ?? (hasBudget ? refuseFurther(call, named) : null)
}

/** One that is limited to models names one where one is asked for. */
function mayAsk(models: readonly string[], { model, operation }: Asking): boolean {
  return model === null ? !asksModel({ operation }) : servesModel(models, model)
}

function asksModel({ operation }: Pick<Asking, 'operation'>): boolean {
  return operation !== 'read' && operation !== 'other'
}

/** Every model that may come to be asked must be allowed, not only the first. */
function refuseNamed(models: readonly string[], call: Asking, named: NamedModels): GatewayError | null {
  if (models.length === 0) return null
  if (named.kind === 'unreadable') return asksModel(call) ? toModelError(null) : null
  const barred = named.models.find((model) => !servesModel(models, model))
  return barred === undefined ? null : toModelError(barred)
}

/** What is held for a call is for its one model; what others would cost is not known beforehand. */
function refuseFurther({ operation, model }: Asking, named: NamedModels): GatewayError | null {
  if (operation !== 'generate' && operation !== 'embed') return null
  if (named.kind === 'unreadable') return toFurtherError(null)
  const further = named.models.find((one) => one !== model)
  return further === undefined || model === null ? null : toFurtherError(further)
}
