import type { BodyShape } from '../protocols/wire-format.ts'
import type { Refusal } from '../model/refusal.ts'
import type { BodyWatch } from './body-watch.ts'
import type { Failure } from './step.ts'

/** An answer's head as the vendor sent it. `headers` alternates names and values. */
export interface UpstreamHead {
  readonly status: number
  readonly statusText: string
  readonly headers: readonly string[]
}

/** A refusal, as far as it was read before it is judged. */
export interface RefusedAnswer {
  readonly head: UpstreamHead
  /** Up to 64 KB, as they came. */
  readonly body: Uint8Array
  /** What it says, where it was a stream's first event that said it; `null` where status, headers and body do. */
  readonly told: Refusal | null
}

/** Whom an upstream answer is for. Ends with exactly one of `onComplete`, `onCut`, `onFailed`, or a refusal that is dropped. */
export interface AnswerListener {
  /** The answer is for the caller; bytes follow. */
  onAnswered(head: UpstreamHead, shape: BodyShape): void
  /** A refusal: `passOn` or `abort` of the reading says, now or later, what becomes of it. */
  onRefused(refused: RefusedAnswer): void
  /** `false` asks to wait until `resume`. */
  onBytes(chunk: Uint8Array): boolean
  onComplete(watch: BodyWatch | null, trailers: readonly string[]): void
  onCut(watch: BodyWatch | null, cause: string): void
  onFailed(failure: Failure): void
}
