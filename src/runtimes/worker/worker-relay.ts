import { StateUnavailable } from '../../model/state-unavailable.ts'
import type { AnswerEnd } from '../../gateway/answer-end.ts'
import { GIVEN, toCutEnd, toGoneEnd, toWholeEnd } from '../../gateway/answer-end.ts'
import type { AnswerListener, RefusedAnswer, UpstreamHead } from '../../gateway/answer-listener.ts'
import { AnswerReading } from '../../gateway/answer-reading.ts'
import { toAnswerMarks } from '../../gateway/answer-marks.ts'
import { toErrorAnswer } from '../../gateway/answer.ts'
import type { BodyWatch } from '../../gateway/body-watch.ts'
import { toBrokenError } from '../../gateway/give-up.ts'
import type { Credentials } from '../../gateway/credentials.ts'
import { toAccountHeaders } from '../../gateway/credentials.ts'
import { headerOf, toCallerHeaders } from '../../gateway/headers.ts'
import type { KeptAnswer } from '../../gateway/leftover.ts'
import { toLeftover, toPassedHeaders } from '../../gateway/leftover.ts'
import { toOutgoing, toUpstream } from '../../gateway/outgoing.ts'
import { PassingAnswer } from '../../gateway/passing-answer.ts'
import { readLimits, readRefusal } from '../../gateway/read-answer.ts'
import {
  endWithoutRepeated,
  limitsWithoutRepeated,
  repeats,
  withoutRepeated,
} from '../../gateway/repeated-credential.ts'
import type { Failure } from '../../gateway/step.ts'
import type { Account } from '../../model/account.ts'
import { reachOf } from '../../model/reach.ts'
import type { Call } from '../../model/call.ts'
import type { GatewayError } from '../../model/errors.ts'
import type { BodyShape } from '../../protocols/wire-format.ts'
import { withReadableEncodings } from './accept-encoding.ts'
import { CallerAnswer } from './caller-answer.ts'
import type { LineTimeouts } from './fetch-line.ts'
import { Findings } from './findings.ts'
import { FetchLine } from './fetch-line.ts'
import { createInflater, inflateRefusal } from './inflate.ts'
import type { RemoteExchange } from './remote-exchange.ts'
import type { RemoteStep } from './rpc.ts'
import { toStateError } from './state-error.ts'

export interface RelayContext {
  readonly call: Call
  /** The caller's headers, names and values in turn. */
  readonly headers: readonly string[]
  readonly timeouts: LineTimeouts & { readonly firstEventMs: number }
  readonly credentials: Credentials
  readonly recipients: 'pool' | 'single' | 'own'
  /** Whether the answer names the account. */
  readonly expose: boolean
  /** The account of that id; `null` where these settings do not have it. */
  account(id: string): Account | null
  /** The request's body is not needed any more. */
  onForgotten(): void
  /** Keeps the isolate at it, whether or not the caller is still there. */
  waitUntil(work: Promise<unknown>): void
}

/** Drives a call in a Worker: sends what its Exchange says, reports what comes, and gives the caller's answer. */
export class WorkerRelay implements AnswerListener {
  readonly #exchange: RemoteExchange
  readonly #context: RelayContext
  readonly #answer: CallerAnswer
  #body: Uint8Array | null
  #line: FetchLine | null = null
  #reading: AnswerReading | null = null
  /** Who is being asked, or was last. */
  #asked: Account | null = null
  /** What it is, or was, asked with. */
  #credential = ''
  /** The refusal that came last, and whose it was. */
  #kept: { readonly answer: KeptAnswer; readonly account: Account | null } | null = null
  readonly #passing = new PassingAnswer()
  /** What the answer names that its account holds; `null` where the call asks for none. */
  readonly #findings: Findings | null
  #isBodyHeld = true
  #over = false

  constructor(exchange: RemoteExchange, body: Uint8Array, context: RelayContext) {
    this.#exchange = exchange
    this.#body = body.length === 0 ? null : body
    this.#context = context
    this.#findings = context.call.learns
      ? new Findings((ids) => exchange.held(ids.filter((id) => !repeats(id, this.#credential))))
      : null
    this.#answer = new CallerAnswer({
      stallMs: context.timeouts.idleMs,
      onDrain: () => this.#line?.resume(),
      onGone: () => this.onGone(),
      onFirstByte: () => exchange.onFirstByte(),
      waitUntil: (work) => context.waitUntil(work),
    })
  }

  /** The caller's answer, once its head is known. */
  start(step: RemoteStep): Promise<Response> {
    this.#do(step)
    return this.#answer.response
  }

  /** The caller went away: the vendor is hung up on at once. */
  onGone(): void {
    if (this.#over) return
    const watch = this.#reading?.abort() ?? null
    this.#answer.giveUp()
    this.#end(toGoneEnd(watch))
  }

  onAnswered(head: UpstreamHead, shape: BodyShape): void {
    const { call } = this.#context
    const limits = limitsWithoutRepeated(readLimits({ call, now }, head, null), this.#credential)
    this.#exchange.onAnswered({ status: head.status, limits })
    this.#passing.onHead(head, shape)
    this.#findings?.onHead(shape)
    this.#respond(head, toCallerHeaders(head.headers))
  }

  onRefused(refused: RefusedAnswer): void {
    this.#context.waitUntil(this.#guard(this.#judge(refused)))
  }

  onBytes(chunk: Uint8Array): boolean {
    this.#passing.onBytes(chunk)
    if (this.#findings === null) return this.#answer.write(chunk)
    const taken = this.#findings.holdBack(chunk)
    return taken === null || this.#answer.write(taken)
  }

  onComplete(watch: BodyWatch | null): void {
    if (this.#findings === null) this.#complete(watch)
    else this.#context.waitUntil(this.#completeKnown(watch, this.#findings))
  }

  /** Before the caller has all of the answer the pool knows what it names, since the caller may ask for that next. */
  async #completeKnown(watch: BodyWatch | null, findings: Findings): Promise<void> {
    await findings.told
    if (this.#over) return
    const last = findings.release()
    if (last !== null) this.#answer.write(last)
    this.#complete(watch)
  }

  #complete(watch: BodyWatch | null): void {
    this.#answer.end()
    this.#end(toWholeEnd(watch))
  }

  onCut(watch: BodyWatch | null, cause: string): void {
    const last = this.#findings?.release() ?? null
    if (last !== null) this.#answer.write(last)
    this.#answer.cut(this.#passing.toLastWords(this.#context.call.protocol, watch, cause))
    this.#end(toCutEnd(watch, cause))
  }

  onFailed(failure: Failure): void {
    this.#context.waitUntil(this.#guard(this.#goOn(() => this.#exchange.failed(failure))))
  }

  /** A bug must not leave the caller waiting. */
  async #guard(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#reading?.abort()
      this.#end(toCutEnd(null, String(error)))
      throw error
    }
  }

  async #judge({ head, body, told }: RefusedAnswer): Promise<void> {
    const { call } = this.#context
    const encoding = headerOf(head.headers, 'content-encoding') ?? ''
    const plain = await inflateRefusal(encoding, body)
    const read = told ?? readRefusal({ call, now }, head, plain)
    const limits = limitsWithoutRepeated(readLimits({ call, now }, head, plain), this.#credential)
    const refusal = withoutRepeated(read, this.#credential)
    this.#kept = { answer: { ...head, body, refusal }, account: this.#asked }
    await this.#goOn(async () => {
      const step = await this.#exchange.refused({
        status: head.status,
        refusal,
        ...(limits === null ? {} : { limits }),
      })
      if (step.kind !== 'pass') this.#reading?.abort()
      return step
    })
  }

  /** Where the pool cannot be asked any more, a refusal that was heard is the best there is. */
  async #goOn(ask: () => Promise<RemoteStep>): Promise<void> {
    if (this.#over) return
    try {
      this.#do(await ask())
    } catch (error) {
      if (!(error instanceof StateUnavailable)) throw error
      const kept = this.#kept
      const leftover = kept === null ? null : toLeftover(kept.answer, this.#context.recipients, () => null)
      if (leftover?.kind === 'passed') this.#pass(leftover.waitS)
      else this.#refuse(toStateError(error))
    }
  }

  #do(step: RemoteStep): void {
    if (this.#over) return
    switch (step.kind) {
      case 'send': {
        const account = this.#context.account(step.accountId)
        // During a deployment the object may know of one that these settings do not have yet: another is asked.
        if (account === null)
          this.onFailed({ kind: 'unreachable', cause: 'it is not in the settings of this Worker yet' })
        else this.#send(account, step.token ?? 'current')
        return
      }
      case 'wait':
        this.#context.waitUntil(this.#guard(this.#wait(step.ms)))
        return
      case 'pass':
        this.#pass(step.waitS)
        return
      case 'refuse':
        this.#refuse(step.error)
    }
  }

  async #wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      after(ms, resolve)
    })
    await this.#goOn(() => this.#exchange.waited())
  }

  #send(account: Account, token: 'current' | 'renewed'): void {
    const { credentials } = this.#context
    const ready = token === 'current' ? credentials.ready(account, now()) : null
    if (ready === null) this.#context.waitUntil(this.#guard(this.#sendLater(account, token)))
    else this.#sendWith(account, ready)
  }

  /** An account that signs in may have to be given another token first. */
  async #sendLater(account: Account, token: 'current' | 'renewed'): Promise<void> {
    const outcome = await this.#context.credentials.obtain(account, token === 'renewed' ? this.#credential : null)
    if (this.#over) return
    if (outcome.kind === 'ready') this.#sendWith(account, outcome.token.reveal())
    else this.onFailed({ kind: 'unready', cause: outcome.why, until: outcome.until })
  }

  #sendWith(account: Account, credential: string): void {
    this.#asked = account
    this.#credential = credential
    const { call, timeouts } = this.#context
    const outgoing = toOutgoing(account, call, this.#body)
    const headers = withReadableEncodings(toAccountHeaders(account, this.#context.headers, credential))
    const line = new FetchLine(timeouts)
    const reading = new AnswerReading(
      { call, createInflater, firstEventMs: timeouts.firstEventMs, now, after, onHeld: this.#findings?.onHeld ?? null },
      line,
      this,
    )
    this.#line = line
    this.#reading = reading
    const url = toUpstream(account.baseUrl).origin + outgoing.path
    const { method } = call
    const reach = reachOf(account)
    this.#context.waitUntil(line.run({ url, reach, method, headers, body: outgoing.body }, reading))
  }

  /** The refusal at hand goes on as it comes; one before it as it was kept. */
  #pass(waitS: number | null): void {
    const kept = this.#kept
    if (kept === null) return
    const { answer, account } = kept
    this.#asked = account
    const headers = toPassedHeaders(answer.headers, waitS)
    const reading = this.#reading
    if (reading !== null && !reading.isOver) {
      this.#respond(answer, headers)
      reading.passOn()
      return
    }
    this.#forgetBody()
    const { status, statusText, body } = answer
    const whole = this.#context.call.method === 'HEAD' ? null : body
    this.#answer.give({ status, statusText, headers: this.#withMarks(headers), body: whole })
    this.#end(GIVEN)
  }

  #refuse(error: GatewayError): void {
    const { call } = this.#context
    this.#asked = null
    const answer = toErrorAnswer(call.protocol, error, call.id)
    this.#answer.give({ ...answer, headers: this.#withMarks(answer.headers) })
    this.#end(GIVEN)
  }

  #respond({ status, statusText }: UpstreamHead, given: readonly string[]): void {
    this.#forgetBody()
    const headers = this.#withMarks(this.#passing.toHeaders(given))
    this.#answer.begin({ status, statusText, headers }, this.#context.call.method)
  }

  #withMarks(headers: readonly string[]): string[] {
    const { call, expose } = this.#context
    return [...headers, ...toAnswerMarks(call, this.#exchange.attempts, expose ? this.#asked : null)]
  }

  /** No other account can be asked any more. */
  #forgetBody(): void {
    if (!this.#isBodyHeld) return
    this.#isBodyHeld = false
    this.#body = null
    this.#context.onForgotten()
  }

  #end(end: AnswerEnd): void {
    if (this.#over) return
    this.#over = true
    this.#answer.close()
    this.#forgetBody()
    if (!this.#answer.isGiven) this.#refuse(toBrokenError())
    this.#context.waitUntil(this.#exchange.end(endWithoutRepeated(end, this.#credential)).catch(ignore))
  }
}

function now(): number {
  return Date.now()
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

function ignore(): void {
  // told in the log where the object was asked
}
