import type { ModelPrice } from '../model/price.ts'
import type { PriceOverrides } from './price-list.ts'
import { createPriceList } from './price-list.ts'

const MILLION = 1_000_000

/** What a model costs at a moment (epoch ms), and by whose word. */
export type ModelPriceOf = (of: { readonly provider: string; readonly model: string }, time: number) => ModelPrice

export function createModelPrices(overrides: PriceOverrides): ModelPriceOf {
  const pricingOf = createPriceList(overrides)
  return ({ provider, model }, time) => {
    const pricing = pricingOf(provider, model, time)
    const short = pricing.kind === 'unknown' ? undefined : pricing.brackets.at(-1)
    if (pricing.kind === 'unknown' || short === undefined) return { provider, model, source: 'unknown', price: null }
    return {
      provider,
      model,
      source: pricing.source,
      price: {
        input: perMillion(short.input),
        output: perMillion(short.output),
        cacheRead: perMillion(short.cacheRead),
        cacheWrite5m: perMillion(short.cacheWrite5m),
        cacheWrite1h: perMillion(short.cacheWrite1h),
      },
    }
  }
}

/** Without the noise of floating point. */
function perMillion(perToken: number): number {
  return Number((perToken * MILLION).toPrecision(12))
}
