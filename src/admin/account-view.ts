import type { TokenStatus } from '../accounts/token-outcome.ts'
import type { AccountView as BoardAccount, LimitView } from '../balancer/view.ts'
import type { CoolScope } from '../model/refusal.ts'
import { maskSecret } from '../model/secret.ts'
import type { SeenAccount } from './accounts-seen.ts'
import type { AccountRow } from './contract.ts'
import type { ControlDeps } from './ports.ts'

/** Accounts as the API shows them: what was configured, and what their boards know. Credentials are masked. */
export async function toAccountRows(deps: ControlDeps, found: readonly SeenAccount[]): Promise<AccountRow[]> {
  const signsIn = found.some(({ account }) => account.kind !== 'api_key')
  const tokens = signsIn ? await deps.accounts.tokens() : null
  return found.map((one) => toRow(deps, one, tokens?.get(one.account.id) ?? null))
}

export async function toAccountRow(deps: ControlDeps, found: SeenAccount): Promise<AccountRow | undefined> {
  const [row] = await toAccountRows(deps, [found])
  return row
}

function toRow(deps: ControlDeps, { account, seen }: SeenAccount, token: TokenStatus | null): AccountRow {
  const stored = deps.accounts.find(account.id)
  const shown = account.credential === null ? '***' : maskSecret(account.credential.reveal())
  return {
    id: account.id,
    name: account.name,
    pool: account.pool,
    provider: account.provider,
    protocol: account.protocol,
    kind: account.kind,
    base_url: account.baseUrl,
    weight: account.weight,
    priority: account.priority,
    models: [...account.models],
    model_map: Object.fromEntries(account.modelMap.map(({ pattern, target }) => [pattern, target])),
    max_in_flight: account.caps.maxInFlight,
    max_utilization: account.caps.maxUtilization,
    quota_group: account.caps.quotaGroup,
    note: stored?.note ?? null,
    allow_private: account.allowPrivate,
    source: account.source,
    maskedKey: stored?.maskedKey ?? shown,
    state: seen.state,
    reason: seen.reason,
    until: seen.until,
    token,
    cooling: seen.modelCooldowns.flatMap(toCooling),
    session: seen.session,
    requests: seen.requests,
    failures: seen.failures,
    limitsMet: seen.limitsMet,
    failovers: seen.failovers,
    lastUsed: seen.lastUsed,
    limits: seen.limits.map(toLimitRow),
    group: seen.group,
    inFlight: seen.inFlight,
    waiting: seen.waiting,
    conversations: seen.conversations,
  }
}

function toCooling(cooldown: BoardAccount['modelCooldowns'][number]): AccountRow['cooling'] {
  const { scope, until, reason } = cooldown
  const name = nameOf(scope)
  return scope.kind === 'account' || name === null ? [] : [{ scope: scope.kind, name, until, reason }]
}

function toLimitRow({ scope, ...limit }: LimitView): AccountRow['limits'][number] {
  return { ...limit, scope: scope.kind, model: nameOf(scope) }
}

function nameOf(scope: CoolScope): string | null {
  switch (scope.kind) {
    case 'account':
      return null
    case 'model':
      return scope.model
    case 'family':
      return scope.family
  }
}
