// oxlint-disable unicorn/no-thenable -- a verdict's `then` says what comes next; a verdict is never awaited
import type { Mark, Outcome, Verdict } from '../model/outcome.ts'
import type { Refusal } from '../model/refusal.ts'

export interface JudgeRules {
  /** The call creates nothing (see `isRepeatable`). */
  readonly repeatable: boolean
  /** The setting `retry_ambiguous`: what may have been carried out is sent again. */
  readonly retryAmbiguous: boolean
}

const NOTHING: Mark = { kind: 'nothing' }
const COUNTED: Mark = { kind: 'counted' }
const SUCCESS: Mark = { kind: 'success' }
const FAILURE: Mark = { kind: 'failure' }

const RELAYED: Verdict = { mark: SUCCESS, then: 'relay', budgeted: false }
const PASSED_ON: Verdict = { mark: NOTHING, then: 'relay', budgeted: false }
const FAILED: Verdict = { mark: FAILURE, then: 'failover', budgeted: true }
const FORBIDDEN: Verdict = { mark: FAILURE, then: 'failover', budgeted: false }
const AMBIGUOUS: Verdict = { mark: FAILURE, then: 'broken', budgeted: false }
const UNREACHABLE: Verdict = { mark: { kind: 'unreachable' }, then: 'failover', budgeted: true }
const BUSY: Verdict = { mark: COUNTED, then: 'failover-once', budgeted: false }
const OVERLOADED: Verdict = { mark: { kind: 'overloaded' }, then: 'failover', budgeted: true }
const REFUSED_CREDENTIAL: Verdict = { mark: { kind: 'credential' }, then: 'failover', budgeted: false }

/** Overloaded as the whole pool is: nobody else is asked. */
export const HELD_BACK: Verdict = { ...OVERLOADED, then: 'relay', budgeted: false }

/** What an outcome means for the account and for the caller: the table of contract §6. */
export function judge(outcome: Outcome, rules: JudgeRules): Verdict {
  switch (outcome.kind) {
    case 'answered':
      return outcome.status >= 200 && outcome.status < 300 ? RELAYED : PASSED_ON
    case 'refused':
      return judgeRefusal(outcome.refusal)
    case 'unreachable':
      return UNREACHABLE
    case 'barred':
      // Its own settings lead there: the origin is not to blame, and other accounts may reach it.
      return FORBIDDEN
    case 'broken':
      // Once it was wholly sent it may have been carried out: sent twice, it could bill or act twice.
      return outcome.sent && !rules.repeatable && !rules.retryAmbiguous ? AMBIGUOUS : FAILED
    case 'silent':
      return FAILED
    case 'unready':
      return { mark: { kind: 'unready', until: outcome.until }, then: 'failover', budgeted: false }
  }
}

function judgeRefusal(refusal: Refusal): Verdict {
  switch (refusal.kind) {
    case 'limit':
    case 'credit':
      return { mark: { kind: 'cool', until: refusal.until, refusal }, then: 'failover', budgeted: false }
    case 'busy':
      return BUSY
    case 'credential':
      return REFUSED_CREDENTIAL
    case 'forbidden':
      return FORBIDDEN
    case 'overloaded':
      return OVERLOADED
    case 'server':
      return FAILED
    case 'request':
      return PASSED_ON
  }
}
