import type { UpstreamHead } from '../../gateway/answer-listener.ts'
import { headerOf } from '../../gateway/headers.ts'
import { CallerStream } from './caller-stream.ts'
import type { ResponseParts } from './response.ts'
import { toResponse } from './response.ts'

export interface CallerAnswerContext {
  /** A caller that takes nothing for so long is hung up on. */
  readonly stallMs: number
  /** The caller has taken what was written. */
  onDrain(): void
  /** The caller went away, or was hung up on. */
  onGone(): void
  /** The first byte is about to leave. */
  onFirstByte(): void
  waitUntil(work: Promise<unknown>): void
}

/** The caller's answer: its head once, then its bytes as they come. */
export class CallerAnswer {
  readonly #context: CallerAnswerContext
  readonly #response = Promise.withResolvers<Response>()
  /** The head of an answer of known length, until its first bytes are there. */
  #waiting: { readonly head: UpstreamHead; readonly length: number } | null = null
  #stream: CallerStream | null = null
  #stall: ReturnType<typeof setTimeout> | null = null
  #isGiven = false

  constructor(context: CallerAnswerContext) {
    this.#context = context
  }

  /** Resolves once the head is known. */
  get response(): Promise<Response> {
    return this.#response.promise
  }

  /** An answer that is there as a whole. */
  give(parts: ResponseParts): void {
    this.#context.onFirstByte()
    this.#resolve(parts)
  }

  /** Whether the caller has a head, or will have. */
  get isGiven(): boolean {
    return this.#isGiven
  }

  /** Nobody is there any more to be answered. */
  giveUp(): void {
    this.close()
    this.#isGiven = true
    this.#response.resolve(new Response(null, { status: 499 }))
  }

  /** The head of an answer whose body follows. */
  begin(head: UpstreamHead, method: string): void {
    const { status } = head
    if (method === 'HEAD' || status === 204 || status === 205 || status === 304) {
      this.give({ ...head, body: null })
      return
    }
    const length = headerOf(head.headers, 'content-length')
    if (length !== null && /^\d+$/.test(length)) this.#waiting = { head, length: Number(length) }
    else {
      this.#context.onFirstByte()
      this.#open(head, null)
    }
  }

  /** `false` asks to wait for `onDrain`. */
  write(chunk: Uint8Array): boolean {
    if (this.#waiting !== null) return this.#start(this.#waiting, chunk)
    const stream = this.#stream
    if (stream === null) return true
    this.#context.onFirstByte()
    if (stream.write(chunk)) return true
    this.#stall ??= setTimeout(() => this.#onStalled(), this.#context.stallMs)
    return false
  }

  end(): void {
    if (this.#waiting !== null) this.#start(this.#waiting, null)
    this.#context.onFirstByte()
    this.#stream?.end()
  }

  /** Ends it so that nobody takes it for whole. */
  cut(lastWords: string): void {
    if (this.#waiting !== null) this.#start(this.#waiting, null)
    this.#stream?.cut(lastWords)
  }

  /** The caller is not waited for any more. */
  close(): void {
    if (this.#stall !== null) clearTimeout(this.#stall)
    this.#stall = null
  }

  /** The first bytes, `null` where it ends without any. All of it at once, as a short answer mostly comes, needs no stream. */
  #start(
    { head, length }: { readonly head: UpstreamHead; readonly length: number },
    bytes: Uint8Array | null,
  ): boolean {
    this.#waiting = null
    if ((bytes?.length ?? 0) === length) {
      this.give({ ...head, body: bytes })
      return true
    }
    this.#open(head, length)
    return bytes === null || this.write(bytes)
  }

  #open(head: UpstreamHead, length: number | null): void {
    const stream = new CallerStream(length, { onDrain: () => this.#onDrain(), onGone: () => this.#context.onGone() })
    this.#stream = stream
    this.#context.waitUntil(stream.over)
    this.#resolve({ ...head, body: stream.readable })
  }

  #resolve(parts: ResponseParts): void {
    const response = toResponse(parts)
    this.#isGiven = true
    this.#response.resolve(response)
  }

  #onDrain(): void {
    this.close()
    this.#context.onDrain()
  }

  #onStalled(): void {
    this.#stream?.abandon()
    this.#context.onGone()
  }
}
