import type { AccountId } from '../model/account.ts'
import { USUAL_HEADROOM } from '../model/pool.ts'
import type { AccountView, LimitView, PoolView } from '../balancer/view.ts'
import type { AttentionFacts, BudgetFacts, PoolFacts } from './attention-facts.ts'

/* What tests of attention look at, as boards show it. */

export const NOW = 1_800_000_000_000
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export function seen(name: string, over: Partial<AccountView> = {}): AccountView {
  return {
    id: `id-${name}` as AccountId,
    name,
    provider: 'anthropic',
    protocol: 'anthropic',
    weight: 1,
    priority: 0,
    state: 'serving',
    reason: null,
    until: null,
    modelCooldowns: [],
    session: null,
    requests: 0,
    failures: 0,
    share: 0,
    lastUsed: null,
    limitsMet: 0,
    failovers: 0,
    limits: [],
    group: null,
    inFlight: 0,
    waiting: 0,
    conversations: 0,
    ...over,
  }
}

export function limit(over: Partial<LimitView> = {}): LimitView {
  return {
    name: '5h',
    meter: 'share',
    scope: { kind: 'account' },
    capacity: 1,
    left: 0.5,
    reserved: 0,
    utilization: 0.5,
    refills: false,
    resetsAt: NOW + 2 * HOUR,
    learned: false,
    ...over,
  }
}

export function pool(accounts: readonly AccountView[], over: Partial<PoolFacts> & { name?: string } = {}): PoolFacts {
  const { name = 'lb', ...rest } = over
  return {
    view: viewOf(name, accounts),
    enabled: true,
    errors: { recent: { requests: 0, failed: 0 }, before: { requests: 0, failed: 0 } },
    ...rest,
  }
}

export function budget(over: Partial<BudgetFacts> = {}): BudgetFacts {
  const stand = { spentUsd: 1, resetsAt: NOW + 5 * HOUR, isRefusing: false }
  return { keyId: 'k1', name: 'night job', usd: 20, per: 'day', ...stand, ...over }
}

export function facts(over: Partial<AttentionFacts> = {}): AttentionFacts {
  return { pools: [], budgets: [], ledger: { dropped: 0, queued: 0 }, budgetShare: 0.8, ...over }
}

function viewOf(name: string, accounts: readonly AccountView[]): PoolView {
  return {
    policy: {
      name,
      strategy: 'session',
      windowMs: 300_000,
      sessionMs: 18_000_000,
      sessionScope: 'pool',
      headroom: USUAL_HEADROOM,
    },
    totalKeys: accounts.length,
    activeKeys: accounts.filter(({ state }) => state === 'serving').length,
    totalRequests: 0,
    successfulRequests: 0,
    failedRequests: 0,
    lastUsed: null,
    failovers: 0,
    waiting: 0,
    sessions: { started: 0, bound: 0, meanMs: null, switches: 0 },
    accounts,
  }
}
