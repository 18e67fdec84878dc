import type { AnswerReading, UpstreamLine } from '../../gateway/answer-reading.ts'

/** A request to a vendor. */
export interface Outgoing {
  readonly url: string
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

/** One `fetch` to a vendor, its answer told to an `AnswerReading` as it comes. */
export class FetchLine implements UpstreamLine {
  readonly #timeouts: LineTimeouts
  readonly #abort = new AbortController()
  #reader: ReadableStreamDefaultReader<Uint8Array> | null = null
  /** Resolves when the vendor may go on; `null` while it may. */
  #pause: PromiseWithResolvers<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  #heardAt = 0
  /** Why this side gave up. */
  #givenUp: string | null = null

  constructor(timeouts: LineTimeouts) {
    this.#timeouts = timeouts
  }

  /** Resolves when the answer is over, one way or another. */
  async run(outgoing: Outgoing, reading: AnswerReading): Promise<void> {
    reading.onBegun()
    try {
      const response = await this.#send(outgoing)
      if (reading.isOver) return
      const { status, statusText, headers } = response
      reading.onHead({ status, statusText, headers: toRaw(headers) })
      if (response.body !== null) await this.#read(response.body, reading)
      reading.onEnd([])
    } catch (error) {
      // A failed fetch counts as broken after it was sent: the platform does not tell (contract §6).
      if (!reading.isOver) reading.onBroken(this.#givenUp ?? toCause(error), true)
    } finally {
      this.#clearTimer()
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

  async #send({ url, method, headers, body }: Outgoing): Promise<Response> {
    const { firstByteMs } = this.#timeouts
    this.#setTimer(() => this.#giveUp(`no answer within first_byte_timeout_ms (${firstByteMs} ms)`), firstByteMs)
    const response = await fetch(url, {
      method,
      headers: toPairs(headers),
      body,
      redirect: 'manual',
      signal: this.#abort.signal,
      // The body is passed on as it comes, compressed where it is.
      encodeResponseBody: 'manual',
    })
    this.#clearTimer()
    return response
  }

  async #read(body: ReadableStream<Uint8Array>, reading: AnswerReading): Promise<void> {
    const reader = body.getReader()
    this.#reader = reader
    this.#heardAt = Date.now()
    this.#watchSilence()
    for (;;) {
      if (this.#pause !== null) await this.#pause.promise
      if (reading.isOver) return
      const { done, value } = await reader.read()
      if (done) return
      this.#heardAt = Date.now()
      reading.onData(value)
    }
  }

  /** One timer looks now and then, instead of one for every piece. */
  #watchSilence(): void {
    const { idleMs } = this.#timeouts
    const left = this.#heardAt + idleMs - Date.now()
    if (left <= 0 && this.#pause === null) this.#giveUp(`silent for idle_timeout_ms (${idleMs} ms)`)
    else this.#setTimer(() => this.#watchSilence(), left <= 0 ? idleMs : left)
  }

  #giveUp(cause: string): void {
    this.#givenUp = cause
    this.#abort.abort()
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

/** Names and values in turn. */
export function toRaw(headers: Headers): string[] {
  const raw: string[] = []
  for (const [name, value] of headers) raw.push(name, value)
  return raw
}

/** Names and values in turn, as pairs. */
export function toPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? ''])
  return pairs
}

function toCause(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function ignore(): void {
  // it is gone anyway
}
