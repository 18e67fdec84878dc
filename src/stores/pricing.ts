import type { PriceOf } from '../model/price.ts'
import type { Usage } from '../model/usage.ts'
import type { Bracket, PriceOverrides } from './price-list.ts'
import { createPriceList, NO_OVERRIDES } from './price-list.ts'

/** What calls cost, by the operator's prices and the price list. */
export function createPricing(overrides: PriceOverrides = NO_OVERRIDES): PriceOf {
  const pricingOf = createPriceList(overrides)
  return ({ provider, model, usage, time }) => {
    if (provider === null || model === null || (usage.input === null && usage.output === null)) return null
    const pricing = pricingOf(provider, model, time)
    return pricing.kind === 'unknown' ? null : costOf(pricing.brackets, usage)
  }
}

function costOf(brackets: readonly Bracket[], usage: Usage): number | null {
  const input = usage.input ?? 0
  const read = usage.cacheRead ?? 0
  const write5m = usage.cacheWrite5m ?? 0
  const write1h = usage.cacheWrite1h ?? 0
  const total = input + read + write5m + write1h
  const at = brackets.find((bracket) => total > bracket.above) ?? brackets.at(-1)
  if (at === undefined) return null
  return (
    at.fee +
    at.input * input +
    at.cacheRead * read +
    at.cacheWrite5m * write5m +
    at.cacheWrite1h * write1h +
    at.output * (usage.output ?? 0)
  )
}
