import type { Protocol } from '../model/protocol.ts'
import type { BodyShape, StreamShape } from '../protocols/wire-format.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import type { UpstreamHead } from './answer-listener.ts'
import type { BodyWatch } from './body-watch.ts'
import { toCutError } from './cut-error.ts'
import { headerOf, withoutHeader } from './headers.ts'

/** What must be known of an answer on its way to the caller, should it be cut. */
export class PassingAnswer {
  #shape: BodyShape = 'opaque'
  #isCompressed = false
  /** The newest bytes of a JSON array, whose end tells how another piece is joined to it. */
  #tail: Uint8Array | null = null

  onHead(head: UpstreamHead, shape: BodyShape): void {
    this.#shape = shape
    this.#isCompressed = (headerOf(head.headers, 'content-encoding') ?? 'identity') !== 'identity'
  }

  onBytes(chunk: Uint8Array): void {
    if (this.#shape === 'array') this.#tail = chunk
  }

  /** Its headers for the caller: a stream that is cut must not look whole by its length. */
  toHeaders(headers: readonly string[]): readonly string[] {
    return isStream(this.#shape) ? withoutHeader(headers, 'content-length') : headers
  }

  /** What is written before the cut (contract §6); empty where nothing can be, or where the vendor has told of an error. */
  toLastWords(protocol: Protocol, watch: BodyWatch | null, cause: string): string {
    const shape = this.#shape
    if (!isStream(shape) || this.#isCompressed || watch?.failure != null) return ''
    const words = WIRE_FORMATS[protocol].writeStreamError(toCutError(cause), shape)
    return shape === 'array' ? afterComma(words, this.#tail) : words
  }
}

function isStream(shape: BodyShape): shape is StreamShape {
  return shape === 'events' || shape === 'array'
}

/** A further piece of a JSON array, which begins with its comma: without it where the bytes before end in one, or in `[`. */
function afterComma(piece: string, before: Uint8Array | null): string {
  const end = before === null ? undefined : new TextDecoder('latin1').decode(before).trimEnd().at(-1)
  return end === ',' || end === '[' ? piece.replace(/^\s*,/, '') : piece
}
