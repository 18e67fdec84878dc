import type { Ticket } from '../balancer/board.ts'
import type { Mark, Outcome } from '../model/outcome.ts'
import type { Attempt } from './attempt.ts'

/** An attempt that has failed in a way that may be the call's own fault. */
export interface Suspect {
  readonly attempt: Attempt
  readonly ticket: Ticket
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

type Withdraw = (alike: readonly Ticket[]) => readonly Ticket[]

/** Has the marks of those withdrawn that failed in this way, if there are several: newest first, as what is last is undone first. */
export function withdrawAlike(suspects: readonly Suspect[], way: string, withdraw: Withdraw): void {
  const alike = suspects.filter((suspect) => suspect.way === way).toReversed()
  if (alike.length < 2) return
  const withdrawn = withdraw(alike.map(({ ticket }) => ticket))
  for (const { attempt, ticket } of alike) {
    if (withdrawn.includes(ticket)) attempt.note('mark withdrawn, other accounts failed alike')
  }
}
