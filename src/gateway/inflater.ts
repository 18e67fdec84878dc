/** Beyond this much text an answer is no longer looked into: it may be a bomb, and nobody needs its usage. */
export const MAX_INFLATED_BYTES = 256 * 1024 * 1024
/** Beyond this much waiting for the decompressor, likewise. */
export const MAX_WAITING_BYTES = 8 * 1024 * 1024
/** As much of a refusal's text as is read. */
export const MAX_REFUSAL_BYTES = 1024 * 1024

/** Reads compressed bytes on the side, for the meter; the bytes that the caller gets are not touched. */
export interface Inflater {
  write(chunk: Uint8Array): void
  /** No more bytes; `done` is called when all of them were read, or could not be. */
  end(done: () => void): void
  destroy(): void
}

export interface InflaterSink {
  onInflated(chunk: Uint8Array): void
  /** It cannot be read on: unsound, or far too long. */
  onGivenUp(): void
}

/** Of a content coding: `null` for `identity`; one that is not known here is given up at once. Runtimes have their own. */
export type CreateInflater = (encoding: string, sink: InflaterSink) => Inflater | null
