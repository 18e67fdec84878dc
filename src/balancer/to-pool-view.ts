import type { PoolPolicy } from '../model/pool.ts'
import { type LimitViews, toLimitViews } from './headroom/limit-view.ts'
import type { Member } from './member.ts'
import { backAt, NO_SCOPES, standingOf } from './standing.ts'
import type { Totals } from './totals.ts'
import type { AccountState, AccountView, PoolView } from './view.ts'

export interface PoolFacts {
  readonly policy: PoolPolicy
  readonly members: readonly Member[]
  readonly totals: Totals
  /** How many clients or conversations hold a session. */
  readonly bound: number
  /** Calls that wait for room. */
  readonly waiting: number
}

/** The pool as people see it. */
export function toPoolView({ policy, members, totals, bound, waiting }: PoolFacts, now: number): PoolView {
  const attempts = members.reduce((sum, member) => sum + member.requests, 0)
  const limits: LimitViews = new Map()
  const accounts = members.map((member) => toAccountView(member, { policy, attempts, limits, now }))
  const { counts } = totals
  return {
    policy,
    totalKeys: members.length,
    activeKeys: accounts.filter((account) => account.state === 'serving').length,
    totalRequests: counts.totalRequests,
    successfulRequests: counts.successfulRequests,
    failedRequests: counts.failedRequests,
    lastUsed: counts.lastUsed,
    failovers: members.reduce((sum, member) => sum + member.failovers, 0),
    waiting,
    sessions: {
      started: counts.sessions,
      bound,
      meanMs: counts.sessionsEnded === 0 ? null : counts.sessionMs / counts.sessionsEnded,
      switches: counts.switches,
    },
    accounts,
  }
}

function toAccountView(
  member: Member,
  of: {
    readonly policy: PoolPolicy
    readonly attempts: number
    readonly limits: LimitViews
    readonly now: number
  },
): AccountView {
  const { policy, attempts, limits, now } = of
  const { account, cooldowns, sessionStart } = member
  const state = stateOf(member, now)
  const back = state === 'serving' ? Infinity : backAt(member, NO_SCOPES)
  const endsAt = (sessionStart ?? 0) + policy.sessionMs
  return {
    id: account.id,
    name: account.name,
    provider: account.provider,
    protocol: account.protocol,
    weight: account.weight,
    priority: account.priority,
    state,
    reason: reasonOf(member, state),
    until: back === Infinity ? null : back,
    modelCooldowns: cooldowns
      .filter((one) => one.running && one.until > now && one.key !== '')
      .map(({ scope, until, code }) => ({ scope, until, reason: code })),
    session: sessionStart === null || now >= endsAt ? null : { startedAt: sessionStart, endsAt },
    requests: member.requests,
    failures: member.failures,
    share: attempts === 0 ? 0 : member.requests / attempts,
    lastUsed: member.lastUsed,
    limitsMet: member.limitsMet,
    failovers: member.failovers,
    limits: toLimitViews(member.quota, limits, now),
    group: account.caps.quotaGroup ?? member.group,
    inFlight: member.inFlight,
    waiting: member.waiting.length,
    conversations: member.live,
  }
}

function stateOf(member: Member, now: number): AccountState {
  if (member.paused !== null) return 'paused'
  if (member.account.needsSignIn !== null) return 'needs_sign_in'
  // One that may be tried is not yet back.
  if (member.cooldowns.some((one) => one.key === '' && one.running && one.until > now)) return 'cooling'
  const standing = standingOf(member, NO_SCOPES, now)
  return standing === 'available' || standing === 'full' ? 'serving' : 'disabled'
}

function reasonOf(member: Member, state: AccountState): string | null {
  switch (state) {
    case 'serving':
      return null
    case 'cooling':
      return member.cooldowns.find((one) => one.key === '')?.code ?? null
    case 'disabled':
      return member.refusedUntil === null ? 'failures' : 'auth'
    case 'paused':
      return member.paused
    case 'needs_sign_in':
      return member.account.needsSignIn
  }
}
