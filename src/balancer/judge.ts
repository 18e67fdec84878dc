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

/** What an outcome means for the account and for the caller: the table of contract §6. */
export function judge(outcome: Outcome, rules: JudgeRules): Verdict {
  switch (outcome.kind) {
    case 'answered':
      return { mark: isSuccess(outcome.status) ? SUCCESS : NOTHING, then: 'relay', budgeted: false }
    case 'refused':
      return judgeRefusal(outcome.refusal)
    case 'unreachable':
      return { mark: { kind: 'unreachable' }, then: 'failover', budgeted: true }
    case 'broken':
      // It may have been carried out once it was wholly sent: sending it twice could bill or act twice.
      return outcome.sent && !rules.repeatable && !rules.retryAmbiguous
        ? { mark: FAILURE, then: 'broken', budgeted: false }
        : { mark: FAILURE, then: 'failover', budgeted: true }
    case 'silent':
      return { mark: FAILURE, then: 'failover', budgeted: true }
  }
}

function judgeRefusal(refusal: Refusal): Verdict {
  switch (refusal.kind) {
    case 'limit':
    case 'credit':
      return { mark: { kind: 'cool', until: refusal.until, refusal }, then: 'failover', budgeted: false }
    case 'busy':
      return { mark: COUNTED, then: 'failover-once', budgeted: false }
    case 'credential':
      return { mark: { kind: 'credential' }, then: 'failover', budgeted: false }
    case 'forbidden':
      return { mark: FAILURE, then: 'failover', budgeted: false }
    case 'overloaded':
      return { mark: COUNTED, then: 'failover', budgeted: true }
    case 'server':
      return { mark: FAILURE, then: 'failover', budgeted: true }
    case 'request':
      return { mark: NOTHING, then: 'relay', budgeted: false }
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}
