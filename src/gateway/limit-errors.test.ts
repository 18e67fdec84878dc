import { describe, expect, test } from 'vitest'
import { toBudgetError } from './limit-errors.ts'

const NOW = Date.UTC(2026, 10, 26, 12)
const stand = { spentUsd: 4.5, heldUsd: 0.25, resetsAt: Date.UTC(2026, 10, 27), isRefusing: true }
const BUDGET = { usd: 5, per: 'day' } as const

describe('a budget that is exceeded', () => {
  test('says what the call may cost, what is left and when it begins anew', () => {
    const error = toBudgetError(BUDGET, { kind: 'budget', stand, later: 'spent' }, { mostUsd: 0.600_12, now: NOW })
    expect(error).toEqual({
      code: 'budget_exceeded',
      message:
        "This call may cost up to $0.60012. Of this client key's budget of $5.00 a day, $0.25 is left: $4.50 is spent, " +
        'and $0.25 are held for calls under way. The budget begins anew at 2026-11-27T00:00:00Z; or ask for fewer tokens ' +
        'of output (max_tokens) or send a shorter prompt, or have the budget raised.',
      retryAfterS: 43_200,
    })
  })

  test('says to come again soon where calls under way alone are in its way', () => {
    const error = toBudgetError(BUDGET, { kind: 'budget', stand, later: 'fits' }, { mostUsd: 0.3, now: NOW })
    expect(error.retryAfterS).toBe(5)
    expect(error.message).toContain('Retry when they have ended')
  })

  test('says that a call never fits which may cost more than all of it', () => {
    const error = toBudgetError(BUDGET, { kind: 'budget', stand, later: 'spent' }, { mostUsd: 7, now: NOW })
    expect(error.message).toContain('It never fits as it is')
  })

  test('tells small sums to the digits that say something', () => {
    const small = { ...stand, spentUsd: 0.000_000_02, heldUsd: 0 }
    const refused = { kind: 'budget', stand: small, later: 'spent' } as const
    const error = toBudgetError({ usd: 0.000_1, per: 'month' }, refused, { mostUsd: 0.000_123, now: NOW })
    expect(error.message).toContain('$0.000123. ')
    expect(error.message).toContain('$0.00000002 is spent. ')
  })
})
