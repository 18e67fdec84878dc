import { Readable } from 'node:stream'

/** Bodies up to this size go out as one buffer; undici holds on to it until the answer is over. */
const SMALL = 32 * 1024
const PIECE = 64 * 1024

/**
 * A request's body, kept until no other account can be asked any more. A large one is handed to undici in pieces, so that
 * `forget` really frees it while an answer of many minutes goes on.
 */
export class ReplayBody {
  #bytes: Buffer | null
  readonly size: number

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.size = bytes.length
  }

  /** What undici sends, anew for each attempt; `null` for an empty one. */
  open(): Buffer | Readable | null {
    const bytes = this.#bytes
    if (bytes === null || bytes.length === 0) return null
    return bytes.length <= SMALL ? bytes : Readable.from(pieces(bytes), { objectMode: false })
  }

  get bytes(): Buffer | null {
    return this.#bytes
  }

  /** No further attempt will need it. */
  forget(): void {
    this.#bytes = null
  }
}

/** Of one attempt: it holds the bytes until the upload is over, also where the answer begins before. */
function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE)
}
