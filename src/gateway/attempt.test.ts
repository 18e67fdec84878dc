import { describe, expect, test } from 'vitest'
import { accountNamed } from '../balancer/board-fixture.ts'
import type { AttemptRow } from '../model/ledger.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'
import { GIVEN, toCutEnd, toGoneEnd, toSettlement } from './answer-end.ts'
import { Attempt } from './attempt.ts'

const CHOICE = {
  kind: 'account',
  account: accountNamed('key-1'),
  ticket: null,
  reason: 'test',
  available: 1,
  passedOver: [],
  seen: null,
} as const

function concluded(outcome: Outcome): AttemptRow {
  const attempt = new Attempt(CHOICE, 0, 0)
  attempt.conclude(outcome, { kind: 'nothing' }, 0)
  attempt.note('mark withdrawn')
  return attempt.toRow()
}

function refused(kind: Refusal['kind']): Outcome {
  return { kind: 'refused', refusal: { kind, status: 429, until: 30_000, scope: { kind: 'account' }, code: 'a_code' } }
}

describe('what came of an attempt is told to be counted by', () => {
  test.each(['limit', 'busy', 'credit', 'credential', 'forbidden', 'overloaded', 'server', 'request'] as const)(
    'where it was refused: %s',
    (kind) => {
      const row = concluded(refused(kind))
      expect([row.kind, row.result]).toEqual([kind, `${kind} a_code, until 30 s later (mark withdrawn)`])
    },
  )

  test.each([
    [{ kind: 'answered', status: 200 }, 'success'],
    [{ kind: 'unreachable', cause: 'ECONNREFUSED' }, 'unreachable'],
    [{ kind: 'barred', cause: 'a private address' }, 'barred'],
    [{ kind: 'broken', sent: true, cause: 'ECONNRESET' }, 'broken'],
    [{ kind: 'silent' }, 'silent'],
    [{ kind: 'unready', cause: 'invalid_grant', until: null }, 'unready'],
  ] as const)('where no answer began, or nothing more is known: %o', (outcome, kind) => {
    expect(concluded(outcome).kind).toBe(kind)
  })

  test('where the caller got its answer, by how that ended', () => {
    expect(toSettlement(GIVEN, 200).kind).toBe('success')
    expect(toSettlement(toCutEnd(null, 'ECONNRESET'), 200).kind).toBe('cut')
    expect(toSettlement(toGoneEnd(null), 200).kind).toBe('gone')
  })

  test('not while it is under way', () => {
    expect(new Attempt(CHOICE, 0, 0).toRow()).not.toHaveProperty('kind')
  })

  test('and remembered, also of a version that did not tell', () => {
    const row = concluded({ kind: 'silent' })
    const of = { account: CHOICE.account, ticket: null }
    expect(Attempt.resume(row, of, 0).toRow()).toEqual(row)
    const { kind: _kind, ...before } = row
    expect(Attempt.resume(before, of, 0).toRow()).toEqual(before)
  })
})
