import type { Mark, Outcome } from '../model/outcome.ts'
import type { Attempt } from './attempt.ts'

/** An attempt that has failed in a way that may be the call's own fault. */
export interface Suspect {
  readonly attempt: Attempt
  /** Attempts of the same way failed alike. */
  readonly way: string
}

/** Of a call that has not failed anywhere: shared, so that it costs such calls nothing. */
export const NO_SUSPECTS: readonly Suspect[] = Object.freeze([])

/**
 * How an attempt failed: what kind of outcome, and what the vendor said. `null` where its mark stands whatever other
 * accounts say: a limit that names its end, a credential and an origin are the account's own matter.
 */
export function wayOf(outcome: Outcome, mark: Mark): string | null {
  const isPlainLimit = mark.kind === 'cool' && mark.until === null && mark.refusal.kind === 'limit'
  if (mark.kind !== 'failure' && !isPlainLimit) return null
  switch (outcome.kind) {
    case 'refused': {
      const { kind, status, code } = outcome.refusal
      return `${kind} ${status} ${code ?? ''}`
    }
    case 'broken':
    case 'silent':
      return outcome.kind
    case 'answered':
    case 'unreachable':
    case 'barred':
    case 'unready':
      return null
  }
}

/** Those that failed in this way, if there are several: newest first, so that what came last is undone first. */
export function alikeOf(suspects: readonly Suspect[], way: string): readonly Attempt[] {
  const alike = suspects.filter((suspect) => suspect.way === way)
  return alike.length < 2 ? [] : alike.map(({ attempt }) => attempt).toReversed()
}
