import type { Boundable, BoundOf } from '../model/price.ts'
import type { Bracket, PriceOverrides } from './price-list.ts'
import { createPriceList, NO_OVERRIDES } from './price-list.ts'

/** Tokens that a prompt has at the most where the price list tells no context window, */
const USUAL_WINDOW = 200_000
/** and where it does not either but has a price of its own for long prompts. */
const LONG_WINDOW = 1_050_000

/** What calls cost at the most, by the operator's prices and the price list. */
export function createPriceBound(overrides: PriceOverrides = NO_OVERRIDES): BoundOf {
  const pricingOf = createPriceList(overrides)
  return (call) => {
    const pricing = pricingOf(call.provider, call.model, call.time)
    if (pricing.kind === 'unknown') return null
    const isLong = pricing.brackets.length > 1
    const window = pricing.contextWindow ?? (isLong ? LONG_WINDOW : USUAL_WINDOW)
    const prompt = Math.min(call.prompt ?? window, window)
    // How long the prompt turns out is not known, so every bracket that it may reach counts.
    const reachable = pricing.brackets.filter(({ above }) => above === 0 || above < prompt)
    return Math.max(...reachable.map((bracket) => costAtMost(bracket, prompt, call)))
  }
}

function costAtMost(bracket: Bracket, prompt: number, { cacheWrite, output }: Boundable): number {
  return bracket.fee + dearestInput(bracket, cacheWrite) * prompt + bracket.output * output
}

/** By no vendor's list does a token that is read from a cache cost more than one that is not; an operator may say so. */
function dearestInput(bracket: Bracket, cacheWrite: Boundable['cacheWrite']): number {
  const { input, cacheRead, cacheWrite5m, cacheWrite1h } = bracket
  switch (cacheWrite) {
    case 'none':
      return Math.max(input, cacheRead)
    case '5m':
      return Math.max(input, cacheRead, cacheWrite5m)
    case '1h':
      return Math.max(input, cacheRead, cacheWrite5m, cacheWrite1h)
  }
}
