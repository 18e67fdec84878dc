import type { RequestRow } from './ledger.ts'

/** What requests of one pool, vendor and model cost together. */
export interface PricedSum {
  readonly pool: string
  readonly provider: string | null
  readonly model: string | null
  /** US dollars, of those whose price is known. */
  readonly usd: number
  /** How many of them used tokens at a price that is not known. */
  readonly unpriced: number
}

/** One request's part of it; `null` where it used nothing. `cost` is `null` where the price is not known. */
export function toPricedSum(
  { pool, provider, model, usage }: Pick<RequestRow, 'pool' | 'provider' | 'model' | 'usage'>,
  cost: number | null,
): PricedSum | null {
  if (cost !== null) return { pool, provider, model, usd: cost, unpriced: 0 }
  if (usage.input === null && usage.output === null) return null
  return { pool, provider, model, usd: 0, unpriced: 1 }
}
