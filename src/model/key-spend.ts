/**
 * What the calls of a client key with a budget have cost in its current period. Amounts are billionths of a US dollar,
 * as integers: sums of them are exact, up to nine million dollars.
 */
export interface KeySpend {
  readonly keyId: string
  /** `2026-11-26` or `2026-11`, in the setting `time_zone`. */
  readonly period: string
  /** Of calls that are over. */
  readonly spent: number
  /** What is held for calls under way, by the number of each. */
  readonly held: readonly (readonly [call: number, amount: number])[]
}

/** How a budget stands, in US dollars. */
export interface BudgetStand {
  /** By calls that are over. */
  readonly spentUsd: number
  /** Held for calls under way: what they cost at the most. */
  readonly heldUsd: number
  /** When the period ends and the budget begins anew, epoch ms. */
  readonly resetsAt: number
  /** Whether the last call that asked was refused since what is left is too little for it, as a whole budget were not. */
  readonly isRefusing: boolean
}

/** Billionths of a dollar. Rounds up, but for the noise of floating point: what is counted is never less than what it cost. */
export function toBillionths(usd: number): number {
  return Math.ceil(usd * 1e9 - 1e-3)
}

export function toUsd(billionths: number): number {
  return billionths / 1e9
}

/** What stands against the budget: a call under way counts at the most that it may cost. */
export function totalOf({ spent, held }: KeySpend): number {
  return held.reduce((sum, [, amount]) => sum + amount, spent)
}
