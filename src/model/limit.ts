import type { CoolScope } from './refusal.ts'

/**
 * What a limit counts: calls, tokens of input, tokens of output, both kinds of tokens together, or a share of something
 * that the vendor does not put into numbers.
 */
export type LimitMeter = 'requests' | 'input' | 'output' | 'tokens' | 'share'

/** One limit of an account, as an answer of its vendor tells it. */
export interface LimitTold {
  /** As the vendor names it, in lower case: `input-tokens`, `unified-7d_opus`. Tells limits of one scope apart. */
  readonly name: string
  readonly meter: LimitMeter
  readonly scope: CoolScope
  /** How it comes back: little by little at an even rate, or all of it at the reset. */
  readonly kind: 'refill' | 'reset'
  /** From empty to full, or from one reset to the next, ms; `null` where the vendor does not say. */
  readonly windowMs: number | null
  /** How much there is in all, 1 of a share; `null` where the vendor does not say. */
  readonly capacity: number | null
  /** How much was left, which may be less than nothing; `null` where the vendor does not say. */
  readonly left: number | null
  /** `left` is told to within this much: some vendors round to thousands. */
  readonly grain: number
  /** Whether tokens that are read from a prompt cache count as well. */
  readonly countsCached: boolean
  /** When it is full again, or reset; epoch ms by our clock. `null` where the vendor does not say. */
  readonly resetsAt: number | null
  /** Whether this is what refused the call. */
  readonly refused: boolean
}

/** What one answer says about limits. */
export interface LimitsTold {
  /** Whose limits they are: an organisation or project. Accounts of one share them. `null` where the vendor does not say. */
  readonly group: string | null
  readonly limits: readonly LimitTold[]
}
