import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/** How reading a request's body ended. */
export type BodyRead =
  | { readonly kind: 'whole'; readonly bytes: Buffer }
  /** More than the limit: 413. */
  | { readonly kind: 'too-large' }
  /** All bodies together hold more than `max_buffered_bytes`: 503. */
  | { readonly kind: 'overloaded' }
  /** The caller went away before its end. */
  | { readonly kind: 'gone' }

/** Request bodies up to 32 MB (contract §6). */
const MAX_BODY_BYTES = 32 * 1024 * 1024

const EMPTY = Buffer.alloc(0)

/** Counts the bytes of all bodies that are held. */
export class BodyLedger {
  readonly #limit: number
  #held = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `false`, with nothing taken, where they would be too many. */
  take(size: number): boolean {
    if (this.#held + size > this.#limit) return false
    this.#held += size
    return true
  }

  giveBack(size: number): void {
    this.#held -= size
  }

  get held(): number {
    return this.#held
  }
}

/** The declared length; `null` where there is none, so that the body has to be counted. */
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
  const reader = new BodyReader(request, ledger, done)
  reader.start()
}

class BodyReader {
  readonly #request: IncomingMessage
  readonly #ledger: BodyLedger
  #done: ((read: BodyRead) => void) | null
  #first: Buffer | null = null
  #chunks: Buffer[] | null = null
  #size = 0

  constructor(request: IncomingMessage, ledger: BodyLedger, done: (read: BodyRead) => void) {
    this.#request = request
    this.#ledger = ledger
    this.#done = done
  }

  start(): void {
    this.#request.on('data', this.#onData)
    this.#request.on('end', this.#onEnd)
    this.#request.on('close', this.#onClose)
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#done === null) return
    if (this.#size + chunk.length > MAX_BODY_BYTES) this.#finish({ kind: 'too-large' })
    else if (!this.#ledger.take(chunk.length)) this.#finish({ kind: 'overloaded' })
    else {
      this.#size += chunk.length
      if (this.#first === null) this.#first = chunk
      else (this.#chunks ??= [this.#first]).push(chunk)
    }
  }

  readonly #onEnd = (): void => {
    const bytes = this.#chunks === null ? (this.#first ?? EMPTY) : Buffer.concat(this.#chunks, this.#size)
    this.#finish({ kind: 'whole', bytes })
  }

  readonly #onClose = (): void => {
    this.#finish({ kind: 'gone' })
  }

  #finish(read: BodyRead): void {
    const done = this.#done
    if (done === null) return
    this.#done = null
    this.#chunks = null
    this.#first = null
    if (read.kind !== 'whole') this.#ledger.giveBack(this.#size)
    this.#request.off('close', this.#onClose)
    done(read)
  }
}
