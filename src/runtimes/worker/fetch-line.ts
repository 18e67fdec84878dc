import { barHost } from '../../config/barred-address.ts'
import { toPairs } from '../../gateway/headers.ts'
import type { AnswerReading, UpstreamLine } from '../../gateway/answer-reading.ts'
import { toBreakWords } from '../../model/break-words.ts'
import type { Reach } from '../../model/reach.ts'

/** A request to a vendor. */
export interface Outgoing {
  readonly url: string
  readonly reach: Reach
  readonly method: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: Uint8Array | null
}

export interface LineTimeouts {
  /** Ms until the answer's head, the connection's making included: the platform tells them not apart. */
  readonly firstByteMs: number
  /** Ms of silence within the answer. */
  readonly idleMs: number
}

/** A JSON body up to this size is asked for whole: piece by piece it costs several times as much, and comes in one anyway. */
const SMALL_BYTES = 64 * 1024

/** One `fetch` to a vendor, its answer told to an `AnswerReading` as it comes. */
export class FetchLine implements UpstreamLine {
  readonly #timeouts: LineTimeouts
  readonly #abort = new AbortController()
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null
  /** Resolves when the vendor may go on; `null` while it may. */
  #pause: PromiseWithResolvers<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  /** When the timer looks, epoch ms. */
  #looksAt = 0
  /** The head has come. */
  #isAnswered = false
  #heardAt = 0
  /** Why this side gave up. */
  #givenUp: string | null = null

  constructor(timeouts: LineTimeouts) {
    this.#timeouts = timeouts
  }

  /** Resolves when the answer is over, one way or another. */
  async run(outgoing: Outgoing, reading: AnswerReading): Promise<void> {
    // What a name means cannot be seen here. A deployed Worker has no private network behind it that it could lead into.
    const barred = outgoing.reach === 'public' ? barHost(new URL(outgoing.url).hostname) : null
    if (barred !== null) {
      reading.fail({ kind: 'barred', cause: barred })
      return
    }
    reading.onBegun()
    this.#heardAt = Date.now()
    this.#lookIn(this.#timeouts.firstByteMs)
    try {
      const response = await fetch(outgoing.url, { ...toInit(outgoing), signal: this.#abort.signal })
      if (reading.isOver) return
      this.#onHeard()
      const { status, statusText, headers, body } = response
      if (status < 200 || status > 599) throw new Error(`status ${status} cannot be passed on`)
      reading.onHead({ status, statusText, headers: toRaw(headers) })
      if (isSmall(response)) reading.onData(new Uint8Array(await response.arrayBuffer()))
      else if (body !== null) await this.#read(body, reading)
      reading.onEnd([])
    } catch (error) {
      if (reading.isOver) return
      if (!this.#isAnswered && !canBeSent(outgoing)) reading.fail({ kind: 'unreachable', cause: toCause(error) })
      // A failed fetch counts as broken after it was sent: the platform does not tell (contract §6).
      else reading.onBroken(this.#givenUp ?? toBreakWords(toCause(error)), true)
    } finally {
      if (this.#timer !== null) clearTimeout(this.#timer)
    }
  }

  pause(): void {
    this.#pause ??= Promise.withResolvers()
  }

  resume(): void {
    this.#pause?.resolve()
    this.#pause = null
    this.#heardAt = Date.now()
  }

  hangUp(): void {
    this.#abort.abort()
    this.#reader?.cancel().catch(ignore)
    this.resume()
  }

  async #read(body: ReadableStream<Uint8Array>, reading: AnswerReading): Promise<void> {
    const reader = body.getReader()
    this.#reader = reader
    for (;;) {
      if (this.#pause !== null) await this.#pause.promise
      if (reading.isOver) return
      const { done, value } = await reader.read()
      if (done) return
      this.#heardAt = Date.now()
      reading.onData(value)
    }
  }

  #onHeard(): void {
    this.#isAnswered = true
    this.#heardAt = Date.now()
    const { idleMs } = this.#timeouts
    // The timer that waits for the head serves on, unless silence is to be noticed before it looks.
    if (this.#looksAt > this.#heardAt + idleMs) this.#lookIn(idleMs)
  }

  /** One timer looks now and then, instead of one for every piece. */
  #lookIn(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#looksAt = Date.now() + ms
    this.#timer = setTimeout(() => this.#look(), ms)
  }

  #look(): void {
    const { firstByteMs, idleMs } = this.#timeouts
    const left = this.#heardAt + (this.#isAnswered ? idleMs : firstByteMs) - Date.now()
    if (left > 0) this.#lookIn(left)
    else if (this.#pause !== null) this.#lookIn(idleMs)
    else if (this.#isAnswered) this.#giveUp(`it stayed silent for idle_timeout_ms (${idleMs} ms)`)
    else this.#giveUp(`no answer within first_byte_timeout_ms (${firstByteMs} ms)`)
  }

  #giveUp(cause: string): void {
    this.#givenUp = cause
    this.#abort.abort()
  }
}

/** Whether the platform takes it: of what it does not, nothing has left. Asked when it is too late, since it costs. */
function canBeSent(outgoing: Outgoing): boolean {
  try {
    void new Request(outgoing.url, toInit(outgoing))
    return true
  } catch {
    return false
  }
}

function toInit({ method, headers, body }: Outgoing) {
  const mayHaveBody = method !== 'GET' && method !== 'HEAD'
  // The answer's body is passed on as it comes, compressed where it is.
  return {
    method,
    headers: toPairs(headers),
    body: mayHaveBody ? body : null,
    redirect: 'manual',
    encodeResponseBody: 'manual',
  } as const
}

function isSmall({ headers, body, status }: Response): boolean {
  if (body === null || status < 200 || status >= 300) return false
  const length = headers.get('content-length')
  return (
    length !== null &&
    Number(length) <= SMALL_BYTES &&
    headers.get('content-type')?.startsWith('application/json') === true
  )
}

/** Names and values in turn. */
function toRaw(headers: Headers): string[] {
  const raw: string[] = []
  for (const [name, value] of headers) raw.push(name, value)
  return raw
}

function toCause(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function ignore(): void {
  // it is gone anyway
}
