import { calcPrice } from '@pydantic/genai-prices'
import type { ModelPrice, Usage as PricedUsage } from '@pydantic/genai-prices'
import { matchesPattern } from '../model/patterns.ts'
import type { PriceOverride } from '../model/price.ts'
import { priceOfOverride } from '../model/price.ts'

/** Dollars per token while the prompt's total is over `above` tokens: long prompts cost more at some vendors. */
export interface Bracket {
  readonly above: number
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  /** Per request, whatever it used. */
  readonly fee: number
}

interface Listed {
  /** Whose word it is. */
  readonly source: 'built-in' | 'override'
  /** From the highest `above` down to 0. */
  readonly brackets: readonly Bracket[]
  /** Tokens; `null` where the list does not say. */
  readonly contextWindow: number | null
}

type ModelPricing = { readonly kind: 'unknown' } | ({ readonly kind: 'listed' } & Listed)

type OverriddenPricing = Extract<ModelPricing, { kind: 'listed' }>

/** The price of a provider's model at a moment, epoch ms. */
export type PricingOf = (provider: string, model: string, time: number) => ModelPricing

/** What is remembered of a model; a `timed` price depends on the day or the hour. */
type Remembered = { readonly kind: 'fixed'; readonly pricing: ModelPricing } | { readonly kind: 'timed' }

/** What a vendor is called in the price list, where that is not our name for it. */
const LISTED_AS: ReadonlyMap<string, string> = new Map([['gemini', 'google']])

/** Prices that change by the hour do so on a full quarter (of the price list's vendors, on the half hour). */
const QUARTER_MS = 900_000
/** Callers choose the model's name, so what is remembered of names is bounded. */
const MAX_CACHED = 2_000
const MILLION = 1_000_000
/** Enough that a price per token keeps its digits. */
const SAMPLE_TOKENS = 1_000_000

const UNKNOWN: { pricing: ModelPricing; isTimed: boolean } = { pricing: { kind: 'unknown' }, isTimed: false }

/** The operator's prices, as they are now. They are looked at anew when it gives another list. */
export type PriceOverrides = () => readonly PriceOverride[]

export const NO_OVERRIDES: PriceOverrides = () => []

/** The operator's word where there is one, whoever the vendor is; else the price list's. */
export function createPriceList(overrides: PriceOverrides): PricingOf {
  const builtIn = createBuiltIn()
  const overridden = createOverridden(overrides)
  return (provider, model, time) => {
    const own = overridden(model)
    if (own === null) return builtIn(provider, model, time)
    const listed = builtIn(provider, model, time)
    return { ...own, contextWindow: listed.kind === 'unknown' ? null : listed.contextWindow }
  }
}

function createOverridden(overrides: PriceOverrides): (model: string) => OverriddenPricing | null {
  let list = overrides()
  let cache = new Map<string, OverriddenPricing | null>()
  return (model) => {
    const now = overrides()
    if (now !== list) {
      list = now
      cache = new Map()
    }
    if (list.length === 0) return null
    const known = cache.get(model)
    if (known !== undefined) return known
    const found = list.find(({ pattern }) => matchesPattern(pattern, model))
    const pricing = found === undefined ? null : toPricing(found)
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(model, pricing)
    return pricing
  }
}

function toPricing(override: PriceOverride): OverriddenPricing {
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = priceOfOverride(override)
  const bracket: Bracket = {
    above: 0,
    input: input / MILLION,
    output: output / MILLION,
    cacheRead: cacheRead / MILLION,
    cacheWrite5m: cacheWrite5m / MILLION,
    cacheWrite1h: cacheWrite1h / MILLION,
    fee: 0,
  }
  return { kind: 'listed', source: 'override', brackets: [bracket], contextWindow: null }
}

/**
 * The price list's own arithmetic takes some 30 µs a call. Within one bracket it is linear, so it is asked once for the
 * price of each kind of token, and what it says is multiplied from then on.
 */
function createBuiltIn(): PricingOf {
  const cache = new Map<string, Remembered>()

  function remember(key: string, found: Remembered): void {
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(key, found)
  }

  return (provider, model, time) => {
    const key = `${provider}\n${model}`
    const known = cache.get(key)
    if (known?.kind === 'fixed') return known.pricing
    const quarter = Math.floor(time / QUARTER_MS)
    const then = `${key}\n${quarter}`
    const knownThen = known === undefined ? undefined : cache.get(then)
    if (knownThen?.kind === 'fixed') return knownThen.pricing
    const { pricing, isTimed } = readPricing(provider, model, quarter * QUARTER_MS)
    if (isTimed) remember(key, { kind: 'timed' })
    remember(isTimed ? then : key, { kind: 'fixed', pricing })
    return pricing
  }
}

function readPricing(provider: string, model: string, time: number): { pricing: ModelPricing; isTimed: boolean } {
  const options = { providerId: LISTED_AS.get(provider) ?? provider, timestamp: new Date(time) }
  try {
    const listed = calcPrice({}, model, options)
    if (listed === null) return UNKNOWN
    const fee = listed.total_price
    const ask = (usage: PricedUsage): number => (calcPrice(usage, model, options)?.total_price ?? 0) - fee
    const starts = bracketStarts(listed.model_price)
    const brackets = starts.map((above, index) => {
      // Any size within the bracket tells its prices.
      const tokens = Math.min(above + SAMPLE_TOKENS, starts[index - 1] ?? Infinity)
      const prompt = ask({ input_tokens: tokens })
      return {
        above,
        input: prompt / tokens,
        output: (ask({ input_tokens: tokens, output_tokens: SAMPLE_TOKENS }) - prompt) / SAMPLE_TOKENS,
        cacheRead: ask({ input_tokens: tokens, cache_read_tokens: tokens }) / tokens,
        cacheWrite5m: ask({ input_tokens: tokens, cache_write_tokens: tokens }) / tokens,
        cacheWrite1h: ask({ input_tokens: tokens, cache_write_tokens: tokens, cache_write_1h_tokens: tokens }) / tokens,
        fee,
      }
    })
    const pricing: ModelPricing = {
      kind: 'listed',
      source: 'built-in',
      brackets,
      contextWindow: listed.model.context_window ?? null,
    }
    return { pricing, isTimed: Array.isArray(listed.model.prices) }
  } catch {
    // The list throws where a price is incomplete: unknown, then, rather than wrong.
    return UNKNOWN
  }
}

/** Prompt sizes above which another price holds, highest first; the last is 0. */
function bracketStarts(price: ModelPrice): readonly number[] {
  const starts = new Set([0])
  for (const unit of Object.values(price)) {
    if (typeof unit === 'object') for (const tier of unit.tiers) starts.add(tier.start)
  }
  return [...starts].sort((a, b) => b - a)
}
