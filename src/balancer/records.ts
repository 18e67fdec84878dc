import type { AccountRecord } from '../model/board-records.ts'
import { restoreCooldown, toCooldownRecord } from './cooldowns.ts'
import type { Belonging } from './belonging.ts'
import type { Member } from './member.ts'

/** What of an account must survive a restart. */
export function toAccountRecord(member: Member): AccountRecord {
  const { breaker } = member
  const { quotaGroup } = member.account.caps
  return {
    id: member.account.id,
    turn: member.turn,
    turnAt: member.turnAt,
    paused: member.paused,
    disabledUntil: breaker.openUntil,
    disabledLevel: breaker.level,
    refusedUntil: member.refusedUntil,
    cooldowns: member.cooldowns.map(toCooldownRecord),
    sessionStart: member.sessionStart,
    sessionEpoch: member.sessionEpoch,
    sessionLostAt: member.sessionLostAt,
    requests: member.requests,
    failures: member.failures,
    limitsMet: member.limitsMet,
    failovers: member.failovers,
    lastUsed: member.lastUsed,
    ...(member.quota.buckets.length === 0 ? {} : { limits: member.quota.toRecords() }),
    ...(member.group === null ? {} : { group: member.group }),
    ...(quotaGroup === null ? {} : { quotaGroup }),
  }
}

/** Of an account that the pool does not have any more. */
export function recordedBelonging({ quotaGroup, group }: AccountRecord): Belonging {
  return { quotaGroup: quotaGroup ?? null, group: group ?? null }
}

/** Puts an account back to where it was recorded. Requests under way then are forgotten, their places with them. */
export function restoreMember(member: Member, record: AccountRecord, now: number): void {
  member.turn = record.turn
  member.turnAt = record.turnAt
  member.paused = record.paused
  member.breaker.openUntil = record.disabledUntil
  member.breaker.level = record.disabledLevel
  member.refusedUntil = record.refusedUntil
  member.cooldowns.splice(0, Infinity, ...record.cooldowns.map((one) => restoreCooldown(one, now)))
  member.sessionStart = record.sessionStart
  member.sessionEpoch = record.sessionEpoch
  member.sessionLostAt = record.sessionLostAt
  member.requests = record.requests
  member.failures = record.failures
  member.limitsMet = record.limitsMet
  member.failovers = record.failovers
  member.lastUsed = record.lastUsed
  if (record.limits !== undefined) member.quota.restore(record.limits)
}
