import type { AccountRecord, BindingRecord, BoardChanges, TotalsRecord } from '../../src/model/board-records.ts'

/** What a board remembers, with everything in it that could be lost on the way. */

export function changesOf(differs: Partial<BoardChanges> = {}): BoardChanges {
  return { pool: 'lb', accounts: [], bindings: [], unbound: [], totals: null, ...differs }
}

export function accountOf(id: string, differs: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id,
    turn: 12,
    turnAt: 1_790_000_000_000,
    paused: 'it is „resting“',
    disabledUntil: 1_790_000_030_000,
    disabledLevel: 2,
    refusedUntil: null,
    cooldowns: [
      {
        scope: { kind: 'model', model: 'claude-sonnet-5' },
        startedAt: 1,
        until: 2,
        nextTrialAt: null,
        level: 3,
        code: 'rate_limit_error',
      },
    ],
    sessionStart: 1_790_000_000_001,
    sessionEpoch: 4,
    sessionLostAt: 1_780_000_000_000,
    requests: 150,
    failures: 5,
    limitsMet: 3,
    failovers: 2,
    lastUsed: 1_790_000_000_002,
    ...differs,
  }
}

export function accountsNamed(from: number, to: number): AccountRecord[] {
  return Array.from({ length: to - from + 1 }, (_, index) => accountOf(`account-${from + index}`))
}

export function bindingOf(key: string, account = 'account-1'): BindingRecord {
  return { key, account, startedAt: 1_790_000_000_000, epoch: 1 }
}

export function totalsOf(totalRequests: number): TotalsRecord {
  return {
    totalRequests,
    successfulRequests: totalRequests - 1,
    failedRequests: 1,
    lastUsed: 1_790_000_000_000,
    sessions: 3,
    sessionsEnded: 2,
    sessionMs: 18_000_000,
    switches: 1,
  }
}
