import type { Ask } from '../balancer/board.ts'
import type { NoneChosen } from '../balancer/choice.ts'
import { judge } from '../balancer/judge.ts'
import { originOf } from '../balancer/origins.ts'
import type { RetryBudget } from '../balancer/retry-budget.ts'
import type { Account, AccountId } from '../model/account.ts'
import type { Call } from '../model/call.ts'
import { isRepeatable } from '../model/call.ts'
import type { GatewayError, GatewayErrorCode } from '../model/errors.ts'
import { GATEWAY_ERRORS } from '../model/errors.ts'
import type { PassedOver } from '../model/ledger.ts'
import type { Outcome, Verdict } from '../model/outcome.ts'
import type { Answer } from './answer.ts'
import type { AnswerEnd } from './answer-end.ts'
import { toSettlement } from './answer-end.ts'
import { secondsUntil, toErrorAnswer } from './answer.ts'
import { Attempt } from './attempt.ts'
import { toBrokenError, toExhaustedError, toNobodyError, toUnreachableError } from './give-up.ts'
import type { KeptAnswer } from './leftover.ts'
import { toLeftover } from './leftover.ts'
import type { Recipients } from './recipients.ts'
import type { Finished } from './request-row.ts'

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

interface ExchangePorts {
  readonly rules: AttemptRules
  /** One per pool: an outage of one does not use up another's. */
  readonly budget: RetryBudget
  readonly events: ExchangeEvents
}

/** What the driver does next. */
export type Step =
  | { readonly kind: 'send'; readonly account: Account }
  /** The caller's answer is this; nothing more is sent upstream. */
  | { readonly kind: 'answer'; readonly answer: Answer }

/**
 * One call's life as a state machine without I/O (contract §6). A driver asks `next()`, does what it says, reports what
 * came of it, and at the end says how the caller's answer ended. The same code runs on Node, in a Worker and in virtual time.
 */
export class Exchange {
  readonly call: Call
  readonly #recipients: Recipients
  readonly #ports: ExchangePorts
  readonly #openedAt: number
  readonly #attempts: Attempt[] = []
  readonly #tried: AccountId[] = []
  readonly #shunned: string[] = []
  readonly #ask: Ask
  readonly #unreachable: string[] = []
  #available = 0
  #passedOver: readonly PassedOver[] = []
  #nobody: NoneChosen | null = null
  /** The attempt that is under way and not yet settled. */
  #current: Attempt | null = null
  /** The last upstream answer that came, and whose it was. */
  #kept: { readonly answer: KeptAnswer; readonly attempt: Attempt } | null = null
  /** The step that a report has led to and that `next` has yet to give. */
  #found: Step | null = null
  #usedSecondChance = false
  /** A vendor had the whole request and gave no answer: it may have been carried out. */
  #mayBeDone = false
  #holdsBudget = false
  #status = 0
  #error: GatewayErrorCode | null = null
  /** The caller gets a vendor's refusal, which may come with a status of 200. */
  #refused = false
  /** Whose answer the caller gets. */
  #answering: Attempt | null = null
  #firstByteAt: number | null = null
  #over = false

  constructor(call: Call, recipients: Recipients, ports: ExchangePorts, now: number) {
    this.call = call
    this.#recipients = recipients
    this.#ports = ports
    this.#openedAt = now
    this.#ask = {
      protocol: call.protocol,
      model: call.model,
      client: call.client?.id ?? null,
      conversation: call.conversation,
      tried: this.#tried,
      shunned: this.#shunned,
    }
    ports.budget.enter()
  }

  /** How many accounts were tried. */
  get attempts(): number {
    return this.#attempts.length
  }

  /** The account whose answer the caller gets; `null` where the answer is the gateway's own. */
  get answering(): Account | null {
    return this.#answering?.account ?? null
  }

  /** Whom to send to, or what to answer. Ask after opening, and after every report that ended an attempt. */
  next(now: number): Step {
    const step = this.#found ?? this.#choose(now) ?? this.#giveUp(now)
    this.#found = null
    return step
  }

  /** A head that is no refusal, or a stream's first event that is none: the caller gets this answer. */
  onAnswered(status: number, now: number): void {
    const attempt = this.#current
    if (attempt === null) return
    attempt.status = status
    this.#answering = attempt
    this.#status = status
    if (this.#judge({ kind: 'answered', status }).mark.kind === 'success')
      this.#recipients.answered(attempt.ticket, now)
  }

  /**
   * A refusal, by status, body or a stream's first event. An answer of headers (names and values in turn): pass it on
   * with these. `null`: it is kept or replaced; ask `next()`.
   */
  onRefused(kept: KeptAnswer, now: number): readonly string[] | null {
    const attempt = this.#current
    if (attempt === null) return null
    attempt.status = kept.status
    const verdict = this.#conclude(attempt, { kind: 'refused', refusal: kept.refusal }, now)
    this.#kept = { answer: kept, attempt }
    if (verdict.then !== 'relay' && this.#mayGoOn(verdict, now)) this.#found = this.#choose(now)
    if (this.#found !== null) return null
    const leftover = toLeftover(kept, this.#recipients.kind, this.#returnS(now))
    if (leftover.kind === 'replaced') {
      this.#found = this.#giveUp(now)
      return null
    }
    this.#answering = attempt
    this.#status = kept.status
    this.#refused = true
    return leftover.headers
  }

  /** No answer came: no connection, a broken one, or a stream that stayed silent. Ask `next()`. */
  onFailed(outcome: Extract<Outcome, { kind: 'unreachable' | 'broken' | 'silent' }>, now: number): void {
    const attempt = this.#current
    if (attempt === null) return
    const verdict = this.#conclude(attempt, outcome, now)
    if (outcome.kind === 'unreachable') this.#avoidOrigin(attempt.account.baseUrl)
    else if (outcome.kind === 'silent' || outcome.sent) this.#mayBeDone = true
    if (verdict.then === 'broken') this.#found = this.#refuse(toBrokenError())
    else if (this.#mayGoOn(verdict, now)) this.#found = this.#choose(now)
    this.#found ??= this.#giveUp(now)
  }

  /** The first byte of the answer leaves for the caller. */
  onFirstByte(now: number): void {
    this.#firstByteAt ??= now
  }

  /** The caller's answer is over, however it ended. */
  onEnd(end: AnswerEnd, now: number): void {
    if (this.#over) return
    this.#over = true
    const attempt = this.#current
    if (attempt !== null) {
      const { words, mark } = toSettlement(end, this.#status)
      attempt.end(words, now)
      this.#recipients.settle(attempt.ticket, mark, now)
      this.#current = null
    }
    if (this.#holdsBudget) this.#ports.budget.giveBack()
    this.#ports.budget.leave()
    const sawSuccess = this.#status >= 200 && this.#status < 400 && end.end !== 'cut' && !this.#refused
    if (sawSuccess || end.end !== 'gone') this.#recipients.countRequest(sawSuccess ? 'successful' : 'failed', now)
    this.#ports.events.onFinished({
      call: this.call,
      status: this.#status,
      end: end.end === 'ok' && !sawSuccess ? 'failed' : end.end,
      error: this.#error,
      account: this.#answering?.account ?? null,
      firstByteAt: this.#firstByteAt,
      endedAt: now,
      usage: end.usage,
      model: end.model ?? this.call.model,
      attempts: this.#attempts,
      available: this.#available,
      passedOver: this.#passedOver,
    })
  }

  #judge(outcome: Outcome): Verdict {
    return judge(outcome, { repeatable: isRepeatable(this.call), retryAmbiguous: this.#ports.rules.retryAmbiguous })
  }

  /** The attempt is over without success: its account is marked. */
  #conclude(attempt: Attempt, outcome: Outcome, now: number): Verdict {
    const verdict = this.#judge(outcome)
    attempt.conclude(outcome, now)
    this.#recipients.settle(attempt.ticket, verdict.mark, now)
    this.#current = null
    return verdict
  }

  #mayGoOn(verdict: Verdict, now: number): boolean {
    if (verdict.then === 'failover-once') {
      if (this.#usedSecondChance) return false
      this.#usedSecondChance = true
    }
    const allowed = this.#recipients.mayFailOver(this.attempts, now)
    if (allowed === 'never') return false
    if (!verdict.budgeted || allowed === 'free' || this.#holdsBudget) return true
    this.#holdsBudget = this.#ports.budget.take()
    return this.#holdsBudget
  }

  /** An origin that could not be reached is tried once more at most. */
  #avoidOrigin(baseUrl: string): void {
    const origin = originOf(baseUrl)
    if (this.#unreachable.includes(origin)) this.#shunned.push(origin)
    this.#unreachable.push(origin)
  }

  #choose(now: number): Step | null {
    const { max, deadlineMs } = this.#ports.rules
    if (this.attempts >= max || (this.attempts > 0 && now - this.#openedAt > deadlineMs)) return null
    const choice = this.#recipients.choose(this.#ask, now)
    if (this.attempts === 0) this.#passedOver = choice.passedOver
    if (choice.kind === 'none') {
      this.#nobody = choice
      return null
    }
    if (this.attempts === 0) this.#available = choice.available
    const attempt = new Attempt(choice, this.call.startedAt, now)
    this.#attempts.push(attempt)
    this.#tried.push(choice.account.id)
    this.#current = attempt
    this.#ports.events.onChosen(this.call, attempt, choice.available)
    return { kind: 'send', account: choice.account }
  }

  /** What the caller gets when no account is left, or none may be asked any more (contract §6, "Left over"). */
  #giveUp(now: number): Step {
    if (this.#kept !== null) {
      const { answer, attempt } = this.#kept
      const leftover = toLeftover(answer, this.#recipients.kind, this.#returnS(now))
      if (leftover.kind === 'replaced') {
        return this.#refuse(toExhaustedError(this.call.pool, this.attempts, this.#returnS(now)))
      }
      this.#answering = attempt
      this.#status = answer.status
      this.#refused = true
      const { status, statusText, body } = answer
      return { kind: 'answer', answer: { status, statusText, headers: leftover.headers, body } }
    }
    if (this.#mayBeDone) return this.#refuse(toBrokenError())
    if (this.attempts > 0 || this.#nobody === null) return this.#refuse(toUnreachableError(this.attempts))
    return this.#refuse(toNobodyError(this.#nobody, this.call.pool, now))
  }

  #refuse(error: GatewayError): Step {
    this.#status = GATEWAY_ERRORS[error.code]
    this.#error = error.code
    return { kind: 'answer', answer: toErrorAnswer(this.call.protocol, error, this.call.id) }
  }

  #returnS(now: number): number | null {
    const at = this.#recipients.returnsAt(this.#ask, now)
    return at === null ? null : secondsUntil(at, now)
  }
}
