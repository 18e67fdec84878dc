import { describe, expect, it } from 'vitest'
import type { Outcome } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'
import { refusal, START } from './board-fixture.ts'
import { judge } from './judge.ts'

const STRICT = { repeatable: false, retryAmbiguous: false }

function judgeRefused(over: Partial<Refusal>): unknown[] {
  const verdict = judge({ kind: 'refused', refusal: refusal(over) }, STRICT)
  return [verdict.mark.kind, verdict.then, verdict.budgeted]
}

function judgeOther(outcome: Outcome, rules = STRICT): unknown[] {
  const verdict = judge(outcome, rules)
  return [verdict.mark.kind, verdict.then, verdict.budgeted]
}

describe('what an answer means (contract §6)', () => {
  it('2xx: a success, passed on', () => {
    expect(judgeOther({ kind: 'answered', status: 200 })).toEqual(['success', 'relay', false])
    expect(judgeOther({ kind: 'answered', status: 204 })).toEqual(['success', 'relay', false])
  })

  it('429 with a reset or retry-after: cools until then, next account', () => {
    const verdict = judge({ kind: 'refused', refusal: refusal({ until: START + 37_000 }) }, STRICT)
    expect(verdict.mark).toMatchObject({ kind: 'cool', until: START + 37_000 })
    expect([verdict.then, verdict.budgeted]).toEqual(['failover', false])
  })

  it('429 with neither and x-should-retry: true: nothing but the count, one try elsewhere', () => {
    expect(judgeRefused({ kind: 'busy' })).toEqual(['counted', 'failover-once', false])
  })

  it('429 with neither: cools for a time of our own, next account', () => {
    const verdict = judge({ kind: 'refused', refusal: refusal({ until: null }) }, STRICT)
    expect(verdict.mark).toMatchObject({ kind: 'cool', until: null })
    expect([verdict.then, verdict.budgeted]).toEqual(['failover', false])
  })

  it('402, or a 429 or 400 that speaks of credit: cools, next account', () => {
    for (const status of [402, 429, 400]) {
      expect(judgeRefused({ kind: 'credit', status })).toEqual(['cool', 'failover', false])
    }
  })

  it('529: counted, nothing more; next account', () => {
    expect(judgeRefused({ kind: 'overloaded', status: 529 })).toEqual(['overloaded', 'failover', true])
  })

  it('500, 502, 503, 504 and other 5xx: one failure, next account', () => {
    for (const status of [500, 502, 503, 504, 520]) {
      expect(judgeRefused({ kind: 'server', status })).toEqual(['failure', 'failover', true])
    }
  })

  it('3xx: nothing, passed on', () => {
    expect(judgeOther({ kind: 'answered', status: 302 })).toEqual(['nothing', 'relay', false])
    expect(judgeRefused({ kind: 'request', status: 307 })).toEqual(['nothing', 'relay', false])
  })

  it('401, or a 400 that speaks of the credential: disabled, next account', () => {
    for (const status of [401, 400]) {
      expect(judgeRefused({ kind: 'credential', status })).toEqual(['credential', 'failover', false])
    }
  })

  it('403: one failure, next account', () => {
    expect(judgeRefused({ kind: 'forbidden', status: 403 })).toEqual(['failure', 'failover', false])
  })

  it('400, 404, 409, 413, 422 and other 4xx: nothing, passed on', () => {
    for (const status of [400, 404, 409, 413, 418, 422]) {
      expect(judgeRefused({ kind: 'request', status })).toEqual(['nothing', 'relay', false])
    }
  })

  it('no connection: the origin is marked, next account', () => {
    expect(judgeOther({ kind: 'unreachable', cause: 'ECONNREFUSED' })).toEqual(['unreachable', 'failover', true])
  })

  it('an address that the account may not reach: its own failure and not the origin’s, next account', () => {
    expect(judgeOther({ kind: 'barred', cause: 'private' })).toEqual(['failure', 'failover', false])
  })

  it('broken before the request was fully sent: one failure, next account', () => {
    expect(judgeOther({ kind: 'broken', sent: false, cause: 'ECONNRESET' })).toEqual(['failure', 'failover', true])
  })

  it('broken after it was fully sent: one failure, not sent twice', () => {
    expect(judgeOther({ kind: 'broken', sent: true, cause: 'ECONNRESET' })).toEqual(['failure', 'broken', false])
  })

  it('broken after it was fully sent, creating nothing: tried again', () => {
    const rules = { repeatable: true, retryAmbiguous: false }
    expect(judgeOther({ kind: 'broken', sent: true, cause: 'x' }, rules)).toEqual(['failure', 'failover', true])
  })

  it('broken after it was fully sent, with retry_ambiguous: tried again', () => {
    const rules = { repeatable: false, retryAmbiguous: true }
    expect(judgeOther({ kind: 'broken', sent: true, cause: 'x' }, rules)).toEqual(['failure', 'failover', true])
  })

  it('a stream that sent no event by first_event_timeout_ms: one failure, next account', () => {
    expect(judgeOther({ kind: 'silent' })).toEqual(['failure', 'failover', true])
  })
})
