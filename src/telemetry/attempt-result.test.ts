import { describe, expect, test } from 'vitest'
import { Attempt } from '../gateway/attempt.ts'
import { GONE, toCutEnd, toSettlement, GIVEN } from '../gateway/answer-end.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'
import { accountNamed } from '../balancer/board-fixture.ts'
import { toAttemptResult } from './attempt-result.ts'

function wordsOf(outcome: Outcome): string {
  const choice = {
    kind: 'account',
    account: accountNamed('key-1'),
    ticket: null,
    reason: 'test',
    available: 1,
    passedOver: [],
    seen: null,
  } as const
  const attempt = new Attempt(choice, 0, 0)
  attempt.conclude(outcome, { kind: 'nothing' }, 0)
  attempt.note('mark withdrawn')
  return attempt.toRow().result
}

function refused(kind: Refusal['kind']): Outcome {
  return { kind: 'refused', refusal: { kind, status: 429, until: 30_000, scope: { kind: 'account' }, code: 'a_code' } }
}

describe('what came of an attempt is told by the words of its row', () => {
  test.each(['limit', 'busy', 'credit', 'credential', 'forbidden', 'overloaded', 'server', 'request'] as const)(
    'refused: %s',
    (kind) => {
      expect(toAttemptResult(wordsOf(refused(kind)))).toBe(kind)
      const bare = { kind, status: 429, until: null, scope: { kind: 'account' }, code: null } as const
      expect(toAttemptResult(wordsOf({ kind: 'refused', refusal: bare }))).toBe(kind)
    },
  )

  test.each([
    [{ kind: 'answered', status: 200 }, 'success'],
    [{ kind: 'unreachable', cause: 'ECONNREFUSED' }, 'unreachable'],
    [{ kind: 'barred', cause: 'a private address' }, 'barred'],
    [{ kind: 'broken', sent: true, cause: 'ECONNRESET' }, 'broken'],
    [{ kind: 'silent' }, 'silent'],
    [{ kind: 'unready', cause: 'invalid_grant', until: null }, 'unready'],
  ] as const)('%o', (outcome, result) => {
    expect(toAttemptResult(wordsOf(outcome))).toBe(result)
  })

  test('the answer was passed on, and how that ended', () => {
    expect(toAttemptResult(toSettlement(GIVEN, 200).words)).toBe('success')
    expect(toAttemptResult(toSettlement(toCutEnd(null, 'ECONNRESET'), 200).words)).toBe('cut')
    expect(toAttemptResult(toSettlement(GONE, 200).words)).toBe('gone')
    expect(toAttemptResult('under way')).toBe('other')
  })
})
