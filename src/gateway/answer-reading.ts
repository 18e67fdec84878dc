import type { Refusal } from '../model/refusal.ts'
import type { BodyShape } from '../protocols/wire-format.ts'
import type { AnswerListener, UpstreamHead } from './answer-listener.ts'
import { needsEndMark } from './body-shape.ts'
import type { BodyWatch } from './body-watch.ts'
import { joinBytes } from './join-bytes.ts'
import type { ReadContext } from './read-answer.ts'
import { watchBody } from './read-answer.ts'
import type { Failure } from './step.ts'

/** How much of a refusal is read and kept, and how much of a stream is held back for its first event. */
const HELD_BYTES = 64 * 1024
/** A refusal whose body does not come is judged by what there is. */
const REFUSAL_MS = 5_000
/** A stream that so far says nothing but comments is passed on after this, so that they keep the caller's line alive. */
const COMMENTS_MS = 30_000

const NO_HEAD: UpstreamHead = { status: 0, statusText: '', headers: [] }
const NO_TRAILERS: readonly string[] = []

export interface ReadingContext extends ReadContext {
  /** 0 waits for ever. */
  readonly firstEventMs: number
  /** Calls back once, after so many ms; returns what takes that back. */
  after(ms: number, callback: () => void): () => void
}

/** Where an answer comes from. */
export interface UpstreamLine {
  pause(): void
  resume(): void
  /** Nobody wants the rest: the vendor is hung up on at once. */
  hangUp(): void
}

/**
 * - `waiting`: no head yet
 * - `refusal`: its body is read before anything is sent to the caller, since its code may say more than the status
 * - `first-event`: a stream's first event is awaited, since it may be an error dressed as 200
 * - `judged`: a refusal was handed to the listener, which has not yet said what becomes of it
 */
type Mode = 'waiting' | 'refusal' | 'first-event' | 'judged' | 'relaying' | 'over'

/**
 * One attempt's answer, read far enough to be judged, then passed on as it comes. The runtime tells what comes over the
 * line; whom it is for is told by `AnswerListener`.
 */
export class AnswerReading {
  readonly #context: ReadingContext
  readonly #line: UpstreamLine
  readonly #listener: AnswerListener
  #mode: Mode = 'waiting'
  #head = NO_HEAD
  #shape: BodyShape = 'opaque'
  #held: Uint8Array[] = []
  #heldBytes = 0
  #watch: BodyWatch | null = null
  #cancelTimer: (() => void) | null = null
  /** The body came to its end, well or not, while a refusal was being judged or before it. */
  #ending: { readonly trailers: readonly string[]; readonly cause: string | null } | null = null
  /** The line was told to wait for the verdict on a refusal. */
  #isWaiting = false
  /** A refusal is passed on: byte for byte, whether whole by its protocol's measure or not. */
  #isRefusal = false

  constructor(context: ReadingContext, line: UpstreamLine, listener: AnswerListener) {
    this.#context = context
    this.#line = line
    this.#listener = listener
  }

  get isOver(): boolean {
    return this.#mode === 'over'
  }

  get head(): UpstreamHead {
    return this.#head
  }

  /** Nobody wants it any more, and nothing is reported after this. Returns what was read of it; `null` if nothing was. */
  abort(): BodyWatch | null {
    this.close()
    if (this.#ending === null) this.#line.hangUp()
    return this.#watch
  }

  /** The refusal that the listener was given goes to the caller: its bytes follow. */
  passOn(): void {
    if (this.#mode !== 'judged') return
    this.#mode = 'relaying'
    this.#isRefusal = true
    const wasTaken = this.#giveHeld()
    if (!this.#isRelaying()) return
    const ending = this.#ending
    if (ending === null) {
      if (this.#isWaiting && wasTaken) this.#line.resume()
    } else if (ending.cause === null) this.#conclude(ending.trailers)
    else this.#cut(ending.cause)
  }

  /** The request is on its way. */
  onBegun(): void {
    const { call, firstEventMs } = this.#context
    if (firstEventMs > 0 && call.stream) this.#setTimer(() => this.#onSilent(), firstEventMs)
  }

  /** The final answer's head, no interim one's. */
  onHead(head: UpstreamHead): void {
    if (this.#mode === 'over') return
    this.#head = head
    if (head.status >= 400) {
      this.#mode = 'refusal'
      this.#setTimer(() => this.#judgeRefusal(), REFUSAL_MS)
      return
    }
    const { shape, watch } = watchBody(this.#context, head, () => this.#judgeFirstEvent())
    this.#shape = shape
    this.#watch = watch
    if (head.status < 300 && (shape === 'events' || shape === 'array')) {
      this.#mode = 'first-event'
      if (this.#cancelTimer === null) this.#setTimer(() => this.#onComments(), COMMENTS_MS)
    } else this.#relay()
  }

  onData(chunk: Uint8Array): void {
    switch (this.#mode) {
      case 'relaying':
        if (!this.#listener.onBytes(chunk) && this.#isRelaying()) this.#line.pause()
        if (this.#isRelaying()) this.#watch?.feed(chunk)
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
      case 'judged':
        this.#hold(chunk)
        this.#isWaiting = true
        this.#line.pause()
        return
      case 'waiting':
      case 'over':
    }
  }

  onEnd(trailers: readonly string[]): void {
    this.#ending = { trailers, cause: null }
    if (this.#mode === 'over') return
    if (this.#mode === 'refusal') this.#judgeRefusal()
    if (this.#watch === null) this.#conclude(trailers)
    else this.#watch.end(() => this.#conclude(trailers))
  }

  /** The line broke. `sent`: the whole request had left by then, which matters as long as no head has come. */
  onBroken(cause: string, sent: boolean): void {
    this.#ending ??= { trailers: NO_TRAILERS, cause }
    switch (this.#mode) {
      case 'waiting':
        this.fail({ kind: 'broken', sent, cause })
        return
      case 'first-event':
      case 'relaying':
        if (this.#watch === null) this.#concludeBroken(cause)
        else this.#watch.drain(() => this.#concludeBroken(cause))
        return
      case 'refusal':
        this.#judgeRefusal()
        return
      case 'judged':
      case 'over':
    }
  }

  /** No answer comes. */
  fail(failure: Failure): void {
    this.close()
    this.#listener.onFailed(failure)
  }

  close(): void {
    this.#clearTimer()
    this.#mode = 'over'
    this.#watch?.destroy()
  }

  #hold(chunk: Uint8Array): void {
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
    this.#refuse(null)
  }

  #refuse(told: Refusal | null): void {
    this.#clearTimer()
    this.#mode = 'judged'
    const body = joinBytes(this.#held).subarray(0, HELD_BYTES)
    this.#listener.onRefused({ head: this.#head, body, told })
  }

  #relay(): void {
    this.#clearTimer()
    this.#mode = 'relaying'
    this.#listener.onAnswered(this.#head, this.#shape)
    if (this.#isRelaying()) this.#giveHeld()
  }

  /** `false` where the caller does not take more just now. */
  #giveHeld(): boolean {
    const held = this.#held
    this.#held = []
    let wasTaken = true
    for (const chunk of held) {
      wasTaken = this.#listener.onBytes(chunk)
      if (!this.#isRelaying()) return false
    }
    if (!wasTaken && this.#ending === null) this.#line.pause()
    return wasTaken
  }

  /** The body ended well, as far as the line can tell. */
  #conclude(trailers: readonly string[]): void {
    if (this.#mode === 'first-event') {
      this.#judgeFirstEvent()
      if (this.#isAwaited()) this.fail({ kind: 'broken', sent: true, cause: 'the stream ended before its first event' })
    }
    if (!this.#isRelaying()) return
    const watch = this.#watch
    this.close()
    if (watch !== null && !this.#isRefusal && needsEndMark(this.#context.call, this.#shape) && !watch.ended) {
      this.#listener.onCut(watch, 'the stream ended without its end mark')
    } else this.#listener.onComplete(watch, trailers)
  }

  /** The line broke, and all that had come over it was read: of a compressed body that takes longer than the break. */
  #concludeBroken(cause: string): void {
    if (this.#isAwaited()) this.#judgeFirstEvent()
    if (this.#isAwaited()) this.fail({ kind: 'broken', sent: true, cause })
    else if (this.#isRelaying()) this.#cut(cause)
  }

  #cut(cause: string): void {
    const watch = this.#watch
    this.close()
    this.#listener.onCut(watch, cause)
  }

  /** Asked after a step that may have changed it. */
  #isAwaited(): boolean {
    return this.#mode === 'first-event'
  }

  #isRelaying(): boolean {
    return this.#mode === 'relaying'
  }

  #onSilent(): void {
    this.fail({ kind: 'silent' })
    this.abort()
  }

  #onComments(): void {
    if (this.#heldBytes > 0) this.#relay()
    else this.#setTimer(() => this.#onComments(), COMMENTS_MS)
  }

  #setTimer(callback: () => void, ms: number): void {
    this.#clearTimer()
    this.#cancelTimer = this.#context.after(ms, callback)
  }

  #clearTimer(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = null
  }
}
