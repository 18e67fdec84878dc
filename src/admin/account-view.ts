import type { AccountView as BoardAccount } from '../balancer/view.ts'
import type { Account } from '../model/account.ts'
import { maskSecret } from '../model/secret.ts'
import type { AccountRow } from './contract.ts'

/** An account as the API shows it: what was configured, and what its board knows. Its credential is masked. */
export function toAccountRow(account: Account, seen: BoardAccount): AccountRow {
  return {
    id: account.id,
    name: account.name,
    pool: account.pool,
    provider: account.provider,
    protocol: account.protocol,
    kind: account.kind,
    weight: account.weight,
    priority: account.priority,
    models: [...account.models],
    source: account.source,
    maskedKey: account.credential === null ? '***' : maskSecret(account.credential.reveal()),
    state: seen.state,
    reason: seen.reason,
    until: seen.until,
    cooling: seen.modelCooldowns.flatMap(toCooling),
    session: seen.session,
    requests: seen.requests,
    failures: seen.failures,
    limitsMet: seen.limitsMet,
    failovers: seen.failovers,
    lastUsed: seen.lastUsed,
  }
}

function toCooling(cooldown: BoardAccount['modelCooldowns'][number]): AccountRow['cooling'] {
  const { scope, until, reason } = cooldown
  if (scope.kind === 'account') return []
  const name = scope.kind === 'model' ? scope.model : scope.family
  return [{ scope: scope.kind, name, until, reason }]
}
