import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { BodyLedger } from '../../../gateway/body-ledger.ts'
import { MAX_BODY_BYTES } from '../../../gateway/body-ledger.ts'

/** How reading a request's body ended. */
export type BodyRead =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More than the limit: 413. */
  | { readonly kind: 'too-large' }
  /** All bodies together hold more than `max_buffered_bytes`: 503. */
  | { readonly kind: 'overloaded' }
  /** The caller went away before its end. */
  | { readonly kind: 'gone' }

const EMPTY = Buffer.alloc(0)

/** Whether the declared length alone is more than is taken, so that no byte of the body need be read. */
export function isDeclaredTooLarge(request: IncomingMessage): boolean {
  return (declaredLength(request) ?? 0) > MAX_BODY_BYTES
}

/** `null` where the body has to be counted. */
function declaredLength(request: IncomingMessage): number | null {
  const text = request.headers['content-length']
  return text === undefined ? null : Number(text)
}

/**
 * Reads a body whole. What it holds stays taken from `ledger` where it is `whole`; in every other case it is given back.
 * `done` is called exactly once.
 */
export function readBody(request: IncomingMessage, ledger: BodyLedger, done: (read: BodyRead) => void): void {
  const declared = declaredLength(request)
  if (declared === 0 || (declared === null && request.headers['transfer-encoding'] === undefined)) {
    request.resume()
    done({ kind: 'whole', bytes: EMPTY })
    return
  }
  if (declared !== null && declared > MAX_BODY_BYTES) {
    done({ kind: 'too-large' })
    return
  }
  const reader = new BodyReader({ request, ledger, declared }, done)
  reader.start()
}

interface Incoming {
  readonly request: IncomingMessage
  readonly ledger: BodyLedger
  readonly declared: number | null
}

/** The least that is set aside for a body of unknown length once it comes in pieces. */
const FIRST_CAPACITY = 64 * 1024

class BodyReader {
  readonly #incoming: Incoming
  #done: ((read: BodyRead) => void) | null
  /** The usual body is one piece, and is not copied. */
  #first: Buffer | null = null
  /** Of several, the bytes are copied together as they come: each piece for itself may hold on to far more than it shows. */
  #joined: Buffer | null = null
  #size = 0
  /** Bytes taken from the ledger. */
  #taken = 0

  constructor(incoming: Incoming, done: (read: BodyRead) => void) {
    this.#incoming = incoming
    this.#done = done
  }

  start(): void {
    const { request } = this.#incoming
    request.on('data', this.#onData)
    request.on('end', this.#onEnd)
    request.on('close', this.#onClose)
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#done === null) return
    const size = this.#size + chunk.length
    if (size > MAX_BODY_BYTES) {
      this.#finish({ kind: 'too-large' })
    } else if (this.#first === null) {
      if (!this.#take(chunk.length)) return
      this.#first = chunk
    } else {
      const joined = this.#roomFor(size, this.#first)
      if (joined === null) return
      chunk.copy(joined, this.#size)
    }
    this.#size = size
  }

  /** A buffer with the bytes so far and room up to `size`; `null` where all bodies together would be too many. */
  #roomFor(size: number, first: Buffer): Buffer | null {
    const present = this.#joined ?? first
    if (this.#joined !== null && size <= present.length) return present
    const doubled = Math.max(FIRST_CAPACITY, present.length * 2, size)
    const capacity = this.#incoming.declared ?? Math.min(doubled, MAX_BODY_BYTES)
    if (!this.#take(capacity - this.#taken)) return null
    const joined = Buffer.allocUnsafeSlow(capacity)
    present.copy(joined, 0, 0, this.#size)
    this.#joined = joined
    return joined
  }

  #take(size: number): boolean {
    if (!this.#incoming.ledger.take(size)) {
      this.#finish({ kind: 'overloaded' })
      return false
    }
    this.#taken += size
    return true
  }

  readonly #onEnd = (): void => {
    const bytes = this.#joined === null ? (this.#first ?? EMPTY) : this.#joined.subarray(0, this.#size)
    this.#finish({ kind: 'whole', bytes })
  }

  readonly #onClose = (): void => {
    this.#finish({ kind: 'gone' })
  }

  #finish(read: BodyRead): void {
    const done = this.#done
    if (done === null) return
    const { request, ledger } = this.#incoming
    this.#done = null
    this.#first = null
    this.#joined = null
    // What is held for a body is its own length from now on.
    ledger.giveBack(this.#taken - (read.kind === 'whole' ? this.#size : 0))
    request.off('close', this.#onClose)
    done(read)
  }
}
