import type { Dispatcher } from 'undici'
import { needsEndMark } from '../../../gateway/body-shape.ts'
import type { Refusal } from '../../../model/refusal.ts'
import type { BodyShape } from '../../../protocols/wire-format.ts'
import type { AnswerContext, AnswerListener, Failure, UpstreamHead } from './answer-listener.ts'
import type { BodyWatch } from './body-watch.ts'
import type { Connection } from './connections.ts'
import { isDelimited, readRefusal, watchBody } from './read-answer.ts'
import { toCause, toStrings } from './undici-values.ts'

/** How much of a refusal is read and kept, and how much of a stream is held back for its first event. */
const HELD_BYTES = 64 * 1024
/** A refusal whose body does not come is judged by what there is. */
const REFUSAL_MS = 5_000
/** A stream that so far says nothing but comments is passed on after this, so that they keep the caller's line alive. */
const COMMENTS_MS = 30_000

const NO_HEAD: UpstreamHead = { status: 0, statusText: '', headers: [] }

/**
 * - `waiting`: no head yet
 * - `refusal`: its body is read before anything is sent to the caller, since its code may say more than the status
 * - `first-event`: a stream's first event is awaited, since it may be an error dressed as 200
 */
type Mode = 'waiting' | 'refusal' | 'first-event' | 'relaying' | 'over'

/** One attempt as undici reports it: read far enough to be judged, then passed on as it comes. */
export class UpstreamAnswer implements Dispatcher.DispatchHandler {
  readonly #context: AnswerContext
  readonly #connection: Connection
  readonly #listener: AnswerListener
  #controller: Dispatcher.DispatchController | null = null
  #mode: Mode = 'waiting'
  #begun = false
  #sent = false
  #head = NO_HEAD
  #shape: BodyShape = 'opaque'
  #held: Buffer[] = []
  #heldBytes = 0
  #watch: BodyWatch | null = null
  #timer: NodeJS.Timeout | null = null
  /** The body came to its end; set before `#mode` may change for it. */
  #ended = false
  /** A refusal is passed on: byte for byte, whether whole by its protocol's measure or not. */
  #isRefusal = false

  constructor(context: AnswerContext, connection: Connection, listener: AnswerListener) {
    this.#context = context
    this.#connection = connection
    this.#listener = listener
  }

  /** Nobody wants it any more: the vendor is hung up on at once, and nothing is reported after this. */
  abort(): void {
    this.#close()
    if (this.#ended) return
    this.#controller?.abort(new Error('no longer wanted'))
    this.#connection.destroy()
  }

  resume(): void {
    this.#controller?.resume()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    this.#begun = true
    this.#connection.expectAnswer()
    const { call, firstEventMs } = this.#context
    if (firstEventMs > 0 && call.stream) this.#setTimer(() => this.#onSilent(), firstEventMs)
  }

  onRequestSent(): void {
    this.#connection.watchFlush((left) => {
      this.#sent = left
    })
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, statusText = ''): void {
    if (this.#mode === 'over') return
    const head = { status, statusText, headers: toStrings(controller.rawHeaders) }
    if (status < 200) {
      this.#listener.onInterim(head)
      return
    }
    this.#head = head
    if (status >= 400) {
      this.#mode = 'refusal'
      this.#setTimer(() => this.#judgeRefusal(), REFUSAL_MS)
      return
    }
    const { shape, watch } = watchBody(this.#context, head, () => this.#judgeFirstEvent())
    this.#shape = shape
    this.#watch = watch
    if (status < 300 && (this.#shape === 'events' || this.#shape === 'array')) {
      this.#mode = 'first-event'
      if (this.#timer === null) this.#setTimer(() => this.#onComments(), COMMENTS_MS)
    } else this.#relay()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    switch (this.#mode) {
      case 'relaying':
        if (!this.#listener.onBytes(chunk)) controller.pause()
        this.#watch?.feed(chunk)
        return
      case 'refusal':
        this.#hold(chunk)
        if (this.#heldBytes >= HELD_BYTES) this.#judgeRefusal()
        return
      case 'first-event':
        this.#hold(chunk)
        this.#watch?.feed(chunk)
        this.#judgeFirstEvent()
        return
      case 'waiting':
      case 'over':
    }
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#ended = true
    const reset = isDelimited(this.#head) ? null : this.#connection.broken
    this.#context.connections.release(this.#connection)
    if (this.#mode === 'over') return
    if (reset !== null) {
      this.#onBroken(reset)
      return
    }
    if (this.#mode === 'refusal') this.#judgeRefusal()
    const trailers = toStrings(controller.rawTrailers)
    if (this.#watch === null) this.#finish(trailers)
    else this.#watch.end(() => this.#finish(trailers))
  }

  onResponseError(_: unknown, error: Error): void {
    this.#connection.destroy()
    if (this.#mode === 'over') return
    const cause = toCause(error)
    if (this.#begun) this.#onBroken(cause)
    else if (this.#connection.reused) {
      this.#close()
      this.#listener.onStale()
    } else this.#fail({ kind: 'unreachable', cause })
  }

  #hold(chunk: Buffer): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
  }

  #judgeFirstEvent(): void {
    if (this.#mode !== 'first-event' || this.#watch === null) return
    const { first } = this.#watch
    if (first === 'sound' || (first === 'pending' && this.#heldBytes >= HELD_BYTES)) this.#relay()
    else if (first !== 'pending') this.#refuse(first)
  }

  #judgeRefusal(): void {
    this.#refuse(readRefusal(this.#context, this.#head, Buffer.concat(this.#held)))
  }

  #refuse(refusal: Refusal): void {
    this.#clearTimer()
    this.#mode = 'relaying'
    const body = Buffer.concat(this.#held).subarray(0, HELD_BYTES)
    if (this.#listener.onRefused({ ...this.#head, body, refusal })) {
      this.#isRefusal = true
      this.#giveHeld()
    } else this.abort()
  }

  #relay(): void {
    this.#clearTimer()
    this.#mode = 'relaying'
    this.#listener.onAnswered(this.#head, this.#shape)
    this.#giveHeld()
  }

  #giveHeld(): void {
    const held = this.#held
    this.#held = []
    for (const chunk of held) if (!this.#listener.onBytes(chunk) && !this.#ended) this.#controller?.pause()
  }

  #finish(trailers: readonly string[]): void {
    const mode = this.#mode
    if (mode === 'over') return
    if (mode === 'first-event') {
      this.#judgeFirstEvent()
      if (this.#mode === 'first-event')
        this.#fail({ kind: 'broken', sent: true, cause: 'the stream ended before its first event' })
      if (!this.#isRelaying()) return
    }
    const watch = this.#watch
    this.#close()
    if (watch !== null && !this.#isRefusal && needsEndMark(this.#context.call, this.#shape) && !watch.ended) {
      this.#listener.onCut(watch, 'the stream ended without its end mark')
    } else this.#listener.onComplete(watch, trailers)
  }

  #onBroken(cause: string): void {
    switch (this.#mode) {
      case 'waiting':
        this.#fail({ kind: 'broken', sent: this.#sent, cause })
        return
      case 'first-event':
        this.#fail({ kind: 'broken', sent: true, cause })
        return
      case 'refusal':
        this.#judgeRefusal()
        if (this.#isRelaying()) this.#onBroken(cause)
        return
      case 'relaying': {
        const watch = this.#watch
        this.#close()
        this.#listener.onCut(watch, cause)
        return
      }
      case 'over':
    }
  }

  /** Asked after a step that may have changed it. */
  #isRelaying(): boolean {
    return this.#mode === 'relaying'
  }

  #onSilent(): void {
    this.#fail({ kind: 'silent' })
    this.abort()
  }

  #onComments(): void {
    if (this.#heldBytes > 0) this.#relay()
    else this.#setTimer(() => this.#onComments(), COMMENTS_MS)
  }

  #fail(failure: Failure): void {
    this.#close()
    this.#listener.onFailed(failure)
  }

  #close(): void {
    this.#clearTimer()
    this.#mode = 'over'
    this.#watch?.destroy()
  }

  #setTimer(callback: () => void, ms: number): void {
    this.#clearTimer()
    this.#timer = setTimeout(callback, ms)
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
