import { servesModel } from '../model/patterns.ts'
import type { Account } from '../model/account.ts'
import type { Protocol } from '../model/protocol.ts'
import { toProviderModel } from './model-map.ts'

/** A model at a provider, under its name there. */
export interface Target {
  readonly provider: string
  readonly model: string
}

/** Where a call for this model may be sent, whatever the health of the accounts. */
export type TargetsOf = (protocol: Protocol, model: string) => readonly Target[]

/** Callers choose the model's name, so what is remembered of names is bounded. */
const MAX_REMEMBERED = 1_000

/** `accounts` gives the same list until it changes: until then what was found is remembered. */
export function createTargets(accounts: () => readonly Account[]): TargetsOf {
  let known = accounts()
  const found = new Map<string, readonly Target[]>()
  return (protocol, model) => {
    const now = accounts()
    if (now !== known || found.size >= MAX_REMEMBERED) found.clear()
    known = now
    const key = `${protocol}\n${model}`
    const targets = found.get(key) ?? find(now, protocol, model)
    found.set(key, targets)
    return targets
  }
}

function find(accounts: readonly Account[], protocol: Protocol, model: string): readonly Target[] {
  const targets = new Map<string, Target>()
  for (const account of accounts) {
    if (account.protocol !== protocol || !servesModel(account.models, model)) continue
    const target = { provider: account.provider, model: toProviderModel(account, model) }
    targets.set(`${target.provider}\n${target.model}`, target)
  }
  return [...targets.values()]
}
