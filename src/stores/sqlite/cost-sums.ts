import type { RequestRow } from '../../model/ledger.ts'
import { type PricedSum, toPricedSum } from '../../model/priced-sum.ts'

/** What rows cost, by pool, vendor and model. Whoever serves is told sums, and needs no price list of its own for them. */
export interface CostSums {
  /** `cost` is `null` where the price is not known, or nothing was used. */
  add(row: Pick<RequestRow, 'pool' | 'provider' | 'model' | 'usage'>, cost: number | null): void
  /** What was added, and starts anew. */
  take(): readonly PricedSum[]
}

export function createCostSums(): CostSums {
  let sums = new Map<string, { -readonly [Name in keyof PricedSum]: PricedSum[Name] }>()
  return {
    add(row, cost) {
      const one = toPricedSum(row, cost)
      if (one === null) return
      const key = `${one.pool}\n${one.provider ?? ''}\n${one.model ?? ''}`
      const known = sums.get(key)
      if (known === undefined) {
        sums.set(key, one)
        return
      }
      known.usd += one.usd
      known.unpriced += one.unpriced
    },
    take() {
      if (sums.size === 0) return []
      const taken = [...sums.values()]
      sums = new Map()
      return taken
    },
  }
}
