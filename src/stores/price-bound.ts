import type { Boundable, BoundOf } from '../model/price.ts'
import type { Bracket } from './price-list.ts'
import { createPriceList } from './price-list.ts'

/** Tokens that a prompt has at the most where the price list tells no context window, */
const USUAL_WINDOW = 200_000
/** and where it does not either but has a price of its own for long prompts. */
const LONG_WINDOW = 1_050_000

/** What calls cost at the most, by the price list. */
export function createPriceBound(): BoundOf {
  const pricingOf = createPriceList()
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

/** A token that is read from a cache never costs more than one that is not. */
function dearestInput({ input, cacheWrite5m, cacheWrite1h }: Bracket, cacheWrite: Boundable['cacheWrite']): number {
  switch (cacheWrite) {
    case 'none':
      return input
    case '5m':
      return Math.max(input, cacheWrite5m)
    case '1h':
      return Math.max(input, cacheWrite5m, cacheWrite1h)
  }
}
