import type { NoneChosen, Waiting } from '../balancer/choice.ts'
import { HELD_BACK, judge } from '../balancer/judge.ts'
import type { RetryBudget } from '../balancer/retry-budget.ts'
import type { Account } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import { isRepeatable } from '../model/call.ts'
import type { GatewayError } from '../model/errors.ts'
import { GATEWAY_ERRORS } from '../model/errors.ts'
import type { Mark, Outcome, Verdict } from '../model/outcome.ts'
import type { AnswerEnd } from './answer-end.ts'
import { toSettlement } from './answer-end.ts'
import { ExchangeMemory, toRecord } from './exchange-memory.ts'
import { secondsUntil } from './answer.ts'
import type { Attempt } from './attempt.ts'
import type { CallHold, CarriedOut } from './call-hold.ts'
import { toBrokenError, toExhaustedError, toTokenlessError, toUnreachableError } from './give-up.ts'
import { toLeftover } from './leftover.ts'
import type { Recipients } from './recipients.ts'
import type { Finished } from './request-row.ts'
import type { Answered, ExchangeRecord, Failure, Refused, Step } from './step.ts'
import type { Suspect } from './suspects.ts'
import { wayOf, withdrawAlike } from './suspects.ts'
import { Trail } from './trail.ts'

/** A refusal that says nothing yet about the account's health. */
const COUNTED: Mark = { kind: 'counted' }

/** Limits on how often and until when a call is tried (contract §3). */
interface AttemptRules {
  /** No attempt starts later than this many ms after the call was read. */
  readonly deadlineMs: number
  readonly max: number
  readonly retryAmbiguous: boolean
}

/** What an Exchange tells of. None of them blocks or throws. */
export interface ExchangeEvents {
  onChosen(call: Call, attempt: Attempt, available: number): void
  onFinished(finished: Finished): void
}

export interface ExchangePorts {
  readonly rules: AttemptRules
  /** One per pool: an outage of one does not use up another's. */
  readonly budget: RetryBudget
  readonly events: ExchangeEvents
  /** What it holds of its client key's limits; `null` where there are none. */
  readonly hold: CallHold | null
}

/**
 * One call's life as a state machine without I/O and without bytes (contract §6). A driver asks `begin`, does what it
 * says, reports what came of it, does what that says, and at the end tells how the caller's answer ended. The same code
 * runs on Node, in a Worker's Durable Object and in virtual time.
 */
export class Exchange {
  readonly call: Call
  readonly #recipients: Recipients
  readonly #ports: ExchangePorts
  #openedAt: number
  readonly #trail: Trail
  readonly #memory = new ExchangeMemory()
  #nobody: NoneChosen | null = null
  #holdsBudget = false
  #firstByteAt: number | null = null
  #over = false

  constructor(call: Call, recipients: Recipients, ports: ExchangePorts, now: number) {
    this.call = call
    this.#recipients = recipients
    this.#ports = ports
    this.#openedAt = now
    this.#trail = new Trail(call)
    ports.budget.enter()
  }

  /** How many accounts were tried. */
  get attempts(): number {
    return this.#trail.length
  }

  /** The account whose answer the caller gets; `null` where the answer is the gateway's own. */
  get answering(): Account | null {
    return this.#memory.answering?.account ?? null
  }

  /** Whom to send to first, or what to answer. Ask once, after opening. */
  begin(now: number): Step {
    return this.#choose(now) ?? this.#giveUp(now)
  }

  /** It has waited for room as long as a step `wait` said. */
  onWaited(now: number): Step {
    return this.#choose(now) ?? this.#giveUp(now)
  }

  /** A head that is no refusal, or a stream's first event that is none: the caller gets this answer. */
  onAnswered({ status, limits }: Answered, now: number): void {
    const attempt = this.#trail.current
    if (attempt === null) return
    if (limits !== null) this.#recipients.told(attempt.ticket, limits, now)
    attempt.status = status
    this.#memory.answering = attempt
    this.#memory.status = status
    if (this.#judge({ kind: 'answered', status }).mark.kind === 'success')
      this.#recipients.answered(attempt.ticket, now)
  }

  /** A refusal, by status, body or a stream's first event. */
  onRefused(refused: Refused, now: number): Step {
    const attempt = this.#trail.current
    if (attempt === null) return this.#giveUp(now)
    attempt.status = refused.status
    if (refused.limits !== undefined) this.#recipients.told(attempt.ticket, refused.limits, now)
    const outcome: Outcome = { kind: 'refused', refusal: refused.refusal }
    if (this.#mayRenew(attempt, refused, now)) {
      const again = this.#renew(attempt, outcome, now)
      this.#memory.kept = { refused, attempt }
      if (again !== null) return again
    }
    const verdict = this.#conclude(attempt, outcome, now)
    this.#memory.kept = { refused, attempt }
    const goesOn = verdict.then === 'relay' ? this.#recipients.isElsewhere(refused) : this.#mayGoOn(verdict, now)
    return (goesOn ? this.#choose(now) : null) ?? this.#giveUp(now)
  }

  /** No answer came: no connection, a broken one, or a stream that stayed silent. */
  onFailed(failure: Failure, now: number): Step {
    const attempt = this.#trail.current
    if (attempt === null) return this.#giveUp(now)
    const verdict = this.#conclude(attempt, failure, now)
    if (failure.kind === 'unreachable') this.#trail.avoidOrigin(attempt.account.baseUrl)
    else if (failure.kind === 'silent' || (failure.kind === 'broken' && failure.sent)) this.#memory.mayBeDone = true
    this.#memory.lacksToken = failure.kind === 'unready'
    if (verdict.then === 'broken') return this.#refuse(toBrokenError())
    return (this.#mayGoOn(verdict, now) ? this.#choose(now) : null) ?? this.#giveUp(now)
  }

  /** The answer names what its account holds from now on. */
  onHeld(resource: string, now: number): void {
    const account = this.#trail.current?.account ?? this.answering
    if (account !== null) this.#recipients.hold(resource, account, now)
  }

  /** The first byte of the answer leaves for the caller. */
  onFirstByte(now: number): void {
    this.#firstByteAt ??= now
  }

  /** The caller's answer is over, however it ended. */
  onEnd(end: AnswerEnd, now: number): void {
    if (this.#over) return
    this.#over = true
    // Before anything else: what is held must be given back, whatever comes.
    if (this.#ports.hold !== null) {
      const { usage, model } = end
      this.#ports.hold.settle({ account: this.answering, model, usage, endedAt: now }, this.#carriedOut(end))
    }
    const place = this.#trail.stopWaiting()
    if (place !== null) this.#recipients.leave(place)
    const { current: attempt, attempts, available, passedOver } = this.#trail
    if (attempt !== null) {
      // Of what a caller left before its end only the beginning is known: what was expected of it stands.
      if (end.end !== 'gone') this.#recipients.used(attempt.ticket, end.usage, now)
      const settlement = toSettlement(end, this.#memory.status)
      attempt.end(settlement, now)
      this.#recipients.settle(attempt.ticket, settlement.mark, now)
      this.#trail.current = null
    }
    if (this.#holdsBudget) this.#ports.budget.giveBack()
    this.#ports.budget.leave()
    const sawSuccess =
      this.#memory.status >= 200 && this.#memory.status < 400 && end.end !== 'cut' && !this.#memory.refused
    if (sawSuccess || end.end !== 'gone') this.#recipients.countRequest(sawSuccess ? 'successful' : 'failed', now)
    this.#ports.events.onFinished({
      call: this.call,
      status: this.#memory.status,
      end: end.end === 'ok' && !sawSuccess ? 'failed' : end.end,
      error: this.#memory.error,
      account: this.answering,
      firstByteAt: this.#firstByteAt,
      endedAt: now,
      usage: end.usage,
      model: end.model ?? this.call.model,
      attempts,
      available,
      passedOver,
      noRoom: this.#trail.toNoRoom(now),
    })
  }

  toRecord(): ExchangeRecord {
    return toRecord(this.#memory, this.#trail, this.#openedAt - this.call.startedAt)
  }

  /** Goes on from what another was: call it right after opening. `attempts` are the record's. */
  resume(record: ExchangeRecord, attempts: readonly Attempt[]): void {
    this.#openedAt = this.call.startedAt + record.openedMs
    this.#trail.recall(record, attempts)
    this.#memory.recall(record, attempts)
  }

  #carriedOut(end: AnswerEnd): CarriedOut {
    if (this.#memory.answering === null || this.#memory.refused) {
      return this.#memory.mayBeDone || this.#trail.current !== null ? 'perhaps' : 'no'
    }
    // A redirect is passed on and does nothing.
    if (this.#memory.status >= 300) return this.#memory.mayBeDone ? 'perhaps' : 'no'
    return end.end === 'ok' && !this.#memory.mayBeDone ? 'whole' : 'perhaps'
  }

  #judge(outcome: Outcome): Verdict {
    return judge(outcome, { repeatable: isRepeatable(this.call), retryAmbiguous: this.#ports.rules.retryAmbiguous })
  }

  /** The attempt is over without success: its account is marked. */
  #conclude(attempt: Attempt, outcome: Outcome, now: number): Verdict {
    const verdict = this.#judge(outcome)
    attempt.conclude(outcome, verdict.mark, now)
    const weather = this.#recipients.settle(attempt.ticket, verdict.mark, now)
    this.#trail.current = null
    const way = wayOf(outcome, verdict.mark)
    if (way !== null && attempt.ticket !== null) this.#suspect({ attempt, ticket: attempt.ticket, way }, now)
    if (weather === 'calm') return verdict
    attempt.note('not sent on, the whole pool is overloaded')
    return HELD_BACK
  }

  /** A call that fails on two accounts in the same way is at fault itself. */
  #suspect(suspect: Suspect, now: number): void {
    this.#memory.suspects = [...this.#memory.suspects, suspect]
    withdrawAlike(this.#memory.suspects, suspect.way, (alike) => this.#recipients.withdraw(alike, now))
  }

  /** An account that signs in gets one other token, and is asked once more, before its credential counts as refused. */
  #mayRenew({ account }: Attempt, { refusal }: Refused, now: number): boolean {
    if (refusal.kind !== 'credential' || account.kind === 'api_key') return false
    const { max, deadlineMs } = this.#ports.rules
    if (this.attempts >= max || now - this.#openedAt > deadlineMs) return false
    return this.#trail.attempts.filter((attempt) => attempt.account.id === account.id).length === 1
  }

  #renew(attempt: Attempt, outcome: Outcome, now: number): Step | null {
    const again = this.#recipients.again(attempt.ticket, now)
    if (again === null) return null
    attempt.conclude(outcome, COUNTED, now)
    this.#recipients.settle(attempt.ticket, COUNTED, now)
    const renewed = this.#trail.begin(again, now)
    this.#ports.events.onChosen(this.call, renewed, again.available)
    return { kind: 'send', account: again.account, token: 'renewed' }
  }

  #mayGoOn(verdict: Verdict, now: number): boolean {
    if (verdict.then === 'failover-once') {
      if (this.#memory.usedSecondChance) return false
      this.#memory.usedSecondChance = true
    }
    const allowed = this.#recipients.mayFailOver(this.attempts, now)
    if (allowed === 'never') return false
    if (!verdict.budgeted || allowed === 'free' || this.#holdsBudget) return true
    this.#holdsBudget = this.#ports.budget.take()
    return this.#holdsBudget
  }

  #choose(now: number): Step | null {
    const { max, deadlineMs } = this.#ports.rules
    if (this.attempts >= max || (this.attempts > 0 && now - this.#openedAt > deadlineMs)) return null
    const choice = this.#recipients.choose(this.#trail.ask, now)
    if (this.attempts === 0) this.#trail.passedOver = choice.passedOver
    if (choice.kind === 'none') {
      this.#trail.miss(choice.seen)
      this.#nobody = choice
      return null
    }
    if (choice.kind === 'wait' && choice.until - this.#openedAt > deadlineMs) {
      this.#trail.stopWaiting()
      this.#nobody = this.#waitInVain(choice)
      return null
    }
    if (choice.kind === 'wait') {
      this.#trail.wait(choice, now)
      return { kind: 'wait', ms: Math.max(1, Math.ceil(choice.until - now)) }
    }
    const attempt = this.#trail.begin(choice, now)
    this.#ports.events.onChosen(this.call, attempt, choice.available)
    return { kind: 'send', account: choice.account, token: 'current' }
  }

  /** Its time would be over when there is room. */
  #waitInVain({ place, until, passedOver, seen }: Waiting): NoneChosen {
    if (place !== null) this.#recipients.leave(place)
    return { kind: 'none', why: 'full', until, passedOver, seen }
  }

  /** What the caller gets when no account is left, or none may be asked any more (contract §6, "Left over"). */
  #giveUp(now: number): Step {
    if (this.#memory.kept !== null) {
      const unsettled = this.#nobody === null ? null : this.#recipients.unsettled(this.#nobody, this.call.pool, now)
      return unsettled === null
        ? this.#passOn(this.#memory.kept.refused, this.#memory.kept.attempt, now)
        : this.#refuse(unsettled)
    }
    if (this.#memory.mayBeDone) return this.#refuse(toBrokenError())
    if (this.#memory.lacksToken) return this.#refuse(toTokenlessError(this.call.pool, this.#returnS(now)))
    if (this.attempts > 0 || this.#nobody === null) return this.#refuse(toUnreachableError(this.#trail.accounts))
    return this.#refuse(this.#recipients.nobody(this.#nobody, this.call.pool, now))
  }

  #passOn(refused: Refused, attempt: Attempt, now: number): Step {
    const leftover = toLeftover(refused, this.#recipients.kind, () => this.#returnS(now))
    if (leftover.kind === 'replaced') {
      return this.#refuse(toExhaustedError(this.call.pool, this.#trail.accounts, this.#returnS(now)))
    }
    this.#memory.answering = attempt
    this.#memory.status = refused.status
    this.#memory.refused = true
    return { kind: 'pass', waitS: leftover.waitS }
  }

  #refuse(error: GatewayError): Step {
    this.#memory.status = GATEWAY_ERRORS[error.code]
    this.#memory.error = error.code
    return { kind: 'refuse', error }
  }

  #returnS(now: number): number | null {
    const at = this.#recipients.returnsAt(this.#trail.ask, now)
    return at === null ? null : secondsUntil(at, now)
  }
}
