import type { ClientKeyRecord } from '../model/client-key.ts'
import type { KeyRow } from './contract.ts'
import type { Budgets } from './ports.ts'

/** A client key as the API shows it: never the key itself, nor its hash. */
export function toKeyRow(key: ClientKeyRecord, budgets: Budgets): KeyRow {
  const stand = budgets.get(key.id) ?? null
  return {
    id: key.id,
    name: key.name,
    scopes: [...key.scopes],
    pools: [...key.pools],
    models: [...key.models],
    expires_at: key.expiresAt,
    requests_per_minute: key.requestsPerMinute,
    tokens_per_minute: key.tokensPerMinute,
    budget: key.budget,
    budget_spent_usd: stand?.spentUsd ?? null,
    budget_held_usd: stand?.heldUsd ?? null,
    budget_resets_at: stand?.resetsAt ?? null,
    created_at: key.createdAt,
    last_used_at: key.lastUsedAt,
  }
}
