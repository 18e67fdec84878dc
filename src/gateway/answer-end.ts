import type { AttemptResult } from '../model/attempt-result.ts'
import type { RequestEnd } from '../model/ledger.ts'
import type { Mark } from '../model/outcome.ts'
import type { Usage } from '../model/usage.ts'
import { NO_USAGE } from '../model/usage.ts'
import type { BodyWatch } from './body-watch.ts'

/** How the caller's answer ended. */
export interface AnswerEnd {
  readonly end: Exclude<RequestEnd, 'failed'>
  readonly usage: Usage
  /** As the vendor names it; `null` where it did not. */
  readonly model: string | null
  /** Why it was cut; `null` where it was not. */
  readonly cause: string | null
}

/** The vendor's answer came to its end; it may have told of an error within. */
export function toWholeEnd(watch: BodyWatch | null): AnswerEnd {
  const failure = watch?.failure ?? null
  if (failure !== null) return toCutEnd(watch, failure.code ?? failure.kind)
  return { end: 'ok', usage: watch?.usage ?? NO_USAGE, model: watch?.model ?? null, cause: null }
}

export function toCutEnd(watch: BodyWatch | null, cause: string): AnswerEnd {
  return { end: 'cut', usage: watch?.usage ?? NO_USAGE, model: watch?.model ?? null, cause }
}

/** An answer of the gateway's own, or a refusal, which was given whole. */
export const GIVEN: AnswerEnd = { end: 'ok', usage: NO_USAGE, model: null, cause: null }

/** The caller went away: what the vendor had told by then was used all the same. */
export function toGoneEnd(watch: BodyWatch | null): AnswerEnd {
  return { end: 'gone', usage: watch?.usage ?? NO_USAGE, model: watch?.model ?? null, cause: null }
}

/** How an attempt ended, in words and to be counted by, and what its account is marked with. */
export interface Settlement {
  readonly words: string
  readonly kind: AttemptResult
  readonly mark: Mark
}

/** That of an attempt whose answer the caller got, when that answer is over. */
export function toSettlement(end: AnswerEnd, status: number): Settlement {
  switch (end.end) {
    case 'ok':
      return {
        words: 'success',
        kind: 'success',
        mark: { kind: status >= 200 && status < 300 ? 'success' : 'nothing' },
      }
    case 'cut':
      return { words: `cut: ${end.cause ?? 'unknown cause'}`, kind: 'cut', mark: { kind: 'failure' } }
    case 'gone':
      return { words: 'the caller went away', kind: 'gone', mark: { kind: 'nothing' } }
  }
}
