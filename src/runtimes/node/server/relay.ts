import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AnswerEnd } from '../../../gateway/answer-end.ts'
import { GIVEN, toCutEnd, toGoneEnd, toWholeEnd } from '../../../gateway/answer-end.ts'
import type { RefusedAnswer, UpstreamHead } from '../../../gateway/answer-listener.ts'
import type { Answer } from '../../../gateway/answer.ts'
import { toAnswerMarks } from '../../../gateway/answer-marks.ts'
import { toErrorAnswer } from '../../../gateway/answer.ts'
import type { BodyWatch } from '../../../gateway/body-watch.ts'
import type { Exchange } from '../../../gateway/exchange.ts'
import type { Credentials } from '../../../gateway/credentials.ts'
import { toAccountHeaders } from '../../../gateway/credentials.ts'
import { headerOf, toCallerHeaders, toPairs } from '../../../gateway/headers.ts'
import type { KeptAnswer } from '../../../gateway/leftover.ts'
import { toPassedHeaders } from '../../../gateway/leftover.ts'
import { toOutgoing, toUpstream } from '../../../gateway/outgoing.ts'
import { PassingAnswer } from '../../../gateway/passing-answer.ts'
import { readLimits, readRefusal } from '../../../gateway/read-answer.ts'
import {
  endWithoutRepeated,
  limitsWithoutRepeated,
  repeats,
  withoutRepeated,
} from '../../../gateway/repeated-credential.ts'
import type { Failure, Step } from '../../../gateway/step.ts'
import type { Account } from '../../../model/account.ts'
import { reachOf } from '../../../model/reach.ts'
import type { BodyShape } from '../../../protocols/wire-format.ts'
import type { Connection, Connections } from '../upstream/connections.ts'
import { asBuffer } from '../as-buffer.ts'
import { createInflater, inflateRefusal } from '../upstream/inflate.ts'
import { ReplayBody } from '../upstream/replay-body.ts'
import type { NodeListener } from '../upstream/upstream-answer.ts'
import { UpstreamAnswer } from '../upstream/upstream-answer.ts'
import { cutOff } from './cut-off.ts'
import { endWith } from './end-with.ts'
import { toPhrase } from '../../../gateway/reason-phrase.ts'
import { writeAnswer } from './write-answer.ts'
import { writeBytes } from './write-bytes.ts'

export interface RelayContext {
  readonly connections: Connections
  readonly credentials: Credentials
  readonly firstEventMs: number
  /** How long a caller may take nothing of what was written, ms. */
  readonly stallMs: number
  /** Whether the answer names the account. */
  readonly expose: boolean
  readonly now: () => number
  /** The request's body is not needed any more. */
  onForgotten(size: number): void
}

/** What a caller sent, and where its answer goes. */
export interface Caller {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly body: ReplayBody
}

/** Drives one Exchange on Node: sends what it says, reports what comes, and writes the caller's answer. */
export class Relay implements NodeListener {
  readonly #caller: Caller
  readonly #exchange: Exchange
  readonly #context: RelayContext
  #upstream: UpstreamAnswer | null = null
  readonly #passing = new PassingAnswer()
  /** Bytes that the answer's content-length still promises; `null` where it has none. */
  #promised: number | null = null
  /** The last bytes of an answer of known length: they leave together with its end. */
  #last: Uint8Array | null = null
  /** The refusal that came last. */
  #kept: KeptAnswer | null = null
  #bodyHeld = true
  /** The account that is being asked, or was last. */
  #asked: Account | null = null
  /** What it is, or was, asked with. */
  #credential = ''
  /** Runs while the caller does not take what was written. */
  #stall: NodeJS.Timeout | null = null
  /** Takes the ids that an answer names; `null` where the call asks for none. */
  readonly #onHeld: ((id: string) => void) | null
  /** Runs while the call waits for room. */
  #held: NodeJS.Timeout | null = null
  #over = false

  constructor(caller: Caller, exchange: Exchange, context: RelayContext) {
    this.#caller = caller
    this.#exchange = exchange
    this.#context = context
    this.#onHeld = exchange.call.learns ? (id) => this.#hold(id) : null
  }

  start(): void {
    this.#do(this.#exchange.begin(this.#context.now()))
  }

  /** The caller went away: the vendor is hung up on at once. */
  onGone(): void {
    if (this.#over) return
    const watch = this.#upstream?.abort() ?? null
    if (this.#held !== null) clearTimeout(this.#held)
    this.#end(toGoneEnd(watch))
  }

  /** The caller has taken what was written. */
  readonly onDrain = (): void => {
    this.#clearStall()
    this.#upstream?.resume()
  }

  onInterim({ status }: UpstreamHead): void {
    // 100 answers nobody's question, and 103 speaks to browsers.
    const { request, response } = this.#caller
    if (status === 102 && !response.headersSent && request.httpVersion === '1.1') response.writeProcessing()
  }

  onAnswered(head: UpstreamHead, shape: BodyShape): void {
    const { now } = this.#context
    const told = readLimits({ call: this.#exchange.call, now }, head, null)
    const limits = limitsWithoutRepeated(told, this.#credential)
    this.#exchange.onAnswered({ status: head.status, limits }, now())
    this.#passing.onHead(head, shape)
    this.#writeHead(head, toCallerHeaders(head.headers))
  }

  onRefused({ head, body, told }: RefusedAnswer): void {
    const { now } = this.#context
    const { call } = this.#exchange
    const encoding = headerOf(head.headers, 'content-encoding') ?? ''
    const plain = inflateRefusal(encoding, body)
    const read = told ?? readRefusal({ call, now }, head, plain)
    const refusal = withoutRepeated(read, this.#credential)
    this.#kept = { ...head, body, refusal }
    const limits = limitsWithoutRepeated(readLimits({ call, now }, head, plain), this.#credential)
    const step = this.#exchange.onRefused(limits === null ? this.#kept : { ...this.#kept, limits }, now())
    if (step.kind === 'pass') {
      this.#writeHead(head, toPassedHeaders(head.headers, step.waitS))
      this.#upstream?.passOn()
      return
    }
    this.#upstream?.abort()
    // Not from within the dying attempt: its connection goes back first.
    queueMicrotask(() => this.#do(step))
  }

  onBytes(chunk: Uint8Array): boolean {
    const { response } = this.#caller
    if (this.#promised !== null) {
      this.#promised -= chunk.length
      if (this.#promised === 0 && this.#last === null) {
        this.#last = chunk
        return true
      }
    }
    this.#exchange.onFirstByte(this.#context.now())
    this.#passing.onBytes(chunk)
    if (writeBytes(response, chunk, this.onDrain)) return true
    this.#watchStall()
    return false
  }

  onComplete(watch: BodyWatch | null, trailers: readonly string[]): void {
    const { response } = this.#caller
    const now = this.#context.now()
    this.#exchange.onFirstByte(now)
    if (trailers.length > 0) response.addTrailers(toPairs(toCallerHeaders(trailers)))
    endWith(response, this.#last)
    this.#end(toWholeEnd(watch))
  }

  onCut(watch: BodyWatch | null, cause: string): void {
    const { response } = this.#caller
    if (this.#last !== null) response.write(this.#last)
    const words = this.#passing.toLastWords(this.#exchange.call.protocol, watch, cause)
    if (words !== '') response.write(words)
    cutOff(response)
    this.#end(toCutEnd(watch, cause))
  }

  onStale(): void {
    const asked = this.#asked
    if (this.#over || asked === null) return
    this.#sendOn(asked, this.#context.connections.open(toUpstream(asked.baseUrl).origin, reachOf(asked)))
  }

  onFailed(failure: Failure): void {
    this.#do(this.#exchange.onFailed(failure, this.#context.now()))
  }

  #do(step: Step): void {
    if (this.#over) return
    switch (step.kind) {
      case 'send':
        this.#send(step.account, step.token)
        return
      case 'wait':
        this.#held = setTimeout(() => this.#do(this.#exchange.onWaited(this.#context.now())), step.ms)
        return
      case 'pass':
        if (this.#kept !== null) {
          this.#answer({ ...this.#kept, headers: toPassedHeaders(this.#kept.headers, step.waitS) })
        }
        return
      case 'refuse': {
        const { id, protocol } = this.#exchange.call
        this.#answer(toErrorAnswer(protocol, step.error, id))
      }
    }
  }

  #send(account: Account, token: 'current' | 'renewed'): void {
    const { credentials, now } = this.#context
    const ready = token === 'current' ? credentials.ready(account, now()) : null
    if (ready === null) void this.#sendLater(account, token)
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
    const { connections } = this.#context
    this.#sendOn(account, connections.acquire(toUpstream(account.baseUrl).origin, reachOf(account)))
  }

  #sendOn(account: Account, connection: Connection): void {
    const { request, body } = this.#caller
    const { call } = this.#exchange
    const { bytes } = body
    const outgoing = toOutgoing(account, call, bytes)
    const sent = outgoing.body === bytes || outgoing.body === null ? body : new ReplayBody(asBuffer(outgoing.body))
    const { connections, firstEventMs, now } = this.#context
    const upstream = new UpstreamAnswer(
      { call, connections, createInflater, firstEventMs, now, after, onHeld: this.#onHeld },
      connection,
      this,
    )
    this.#upstream = upstream
    const headers = toAccountHeaders(account, request.rawHeaders, this.#credential)
    if (sent.size > 0) headers.push('content-length', String(sent.size))
    const { origin } = connection
    const { method } = call
    connection.client.dispatch({ origin, path: outgoing.path, method, headers, body: sent.open() }, upstream)
  }

  #answer(answer: Answer): void {
    this.#exchange.onFirstByte(this.#context.now())
    writeAnswer(this.#caller.response, { ...answer, headers: [...answer.headers, ...this.#ourHeaders()] })
    this.#end(GIVEN)
  }

  #writeHead(head: UpstreamHead, given: readonly string[]): void {
    this.#forgetBody()
    const { response } = this.#caller
    const headers = this.#passing.toHeaders(given)
    const length = headerOf(headers, 'content-length')
    if (length !== null && this.#exchange.call.method !== 'HEAD') this.#promised = Number(length)
    const all = [...headers, ...this.#ourHeaders()]
    const phrase = toPhrase(head.statusText)
    if (phrase === '') response.writeHead(head.status, all)
    else response.writeHead(head.status, phrase, all)
    if (length === null) {
      this.#exchange.onFirstByte(this.#context.now())
      response.flushHeaders()
    }
  }

  #ourHeaders(): string[] {
    const { call, attempts, answering } = this.#exchange
    return toAnswerMarks(call, attempts, this.#context.expose ? answering : null)
  }

  #watchStall(): void {
    this.#stall ??= setTimeout(() => this.#caller.response.socket?.destroy(), this.#context.stallMs)
  }

  #clearStall(): void {
    if (this.#stall !== null) clearTimeout(this.#stall)
    this.#stall = null
  }

  /** The answer names what its account holds. */
  #hold(id: string): void {
    if (!repeats(id, this.#credential)) this.#exchange.onHeld(id, this.#context.now())
  }

  /** No other account can be asked any more. */
  #forgetBody(): void {
    if (!this.#bodyHeld) return
    this.#bodyHeld = false
    this.#caller.body.forget()
    this.#context.onForgotten(this.#caller.body.size)
  }

  #end(end: AnswerEnd): void {
    if (this.#over) return
    this.#over = true
    this.#clearStall()
    this.#forgetBody()
    this.#exchange.onEnd(endWithoutRepeated(end, this.#credential), this.#context.now())
  }
}

function after(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}
