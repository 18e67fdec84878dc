import type { RequestEnd } from '../model/ledger.ts'
import type { Mark } from '../model/outcome.ts'
import type { Usage } from '../model/usage.ts'

/** How the caller's answer ended. */
export interface AnswerEnd {
  readonly end: Exclude<RequestEnd, 'failed'>
  readonly usage: Usage
  /** As the vendor names it; `null` where it did not. */
  readonly model: string | null
  /** Why it was cut; `null` where it was not. */
  readonly cause: string | null
}

/** What an attempt whose answer the caller got is marked with when that answer is over. */
export function toSettlement(end: AnswerEnd, status: number): { words: string; mark: Mark } {
  switch (end.end) {
    case 'ok':
      return { words: 'success', mark: { kind: status >= 200 && status < 300 ? 'success' : 'nothing' } }
    case 'cut':
      return { words: `cut: ${end.cause ?? 'unknown cause'}`, mark: { kind: 'failure' } }
    case 'gone':
      return { words: 'the caller went away', mark: { kind: 'nothing' } }
  }
}
