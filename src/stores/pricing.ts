import { calcPrice } from '@pydantic/genai-prices'
import type { ModelPrice, Usage as PricedUsage } from '@pydantic/genai-prices'
import type { Usage } from '../model/usage.ts'

/** What a call used, and where. `time` is epoch ms: some prices depend on the day or the hour. */
interface Priceable {
  readonly provider: string | null
  readonly model: string | null
  readonly usage: Usage
  readonly time: number
}

/** US dollars, or `null` where the model's price or the usage is unknown. */
export type PriceOf = (call: Priceable) => number | null

/** Dollars per token while the prompt's total is over `above` tokens: long prompts cost more at some vendors. */
interface Bracket {
  readonly above: number
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
  /** Per request, whatever it used. */
  readonly fee: number
}

/** `brackets` go from the highest `above` down to 0. */
type ModelPricing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'fixed'; readonly brackets: readonly Bracket[] }
  /** As it was at one moment: it depends on the day or the hour. */
  | { readonly kind: 'timed'; readonly brackets: readonly Bracket[] }

/** What a vendor is called in the price list, where that is not our name for it. */
const LISTED_AS: ReadonlyMap<string, string> = new Map([['gemini', 'google']])

/** Prices that change by the hour do so on a full quarter (of the price list's vendors, on the half hour). */
const QUARTER_MS = 900_000
/** Callers choose the model's name, so what is remembered of names is bounded. */
const MAX_CACHED = 2_000
/** Enough that a price per token keeps its digits. */
const SAMPLE_TOKENS = 1_000_000

/**
 * The price list's own arithmetic takes some 30 µs a call. Within one bracket it is linear, so it is asked once for the
 * price of each kind of token, and what it says is multiplied from then on.
 */
export function createPricing(): PriceOf {
  const cache = new Map<string, ModelPricing>()

  function lookUp(key: string, read: () => ModelPricing): ModelPricing {
    const known = cache.get(key)
    if (known !== undefined) return known
    if (cache.size >= MAX_CACHED) cache.clear()
    const found = read()
    cache.set(key, found)
    return found
  }

  return ({ provider, model, usage, time }) => {
    if (provider === null || model === null || (usage.input === null && usage.output === null)) return null
    const key = `${provider}\n${model}`
    const pricing = lookUp(key, () => readPricing(provider, model, time))
    switch (pricing.kind) {
      case 'unknown':
        return null
      case 'fixed':
        return costOf(pricing.brackets, usage)
      case 'timed': {
        const quarter = Math.floor(time / QUARTER_MS)
        const then = lookUp(`${key}\n${quarter}`, () => readPricing(provider, model, quarter * QUARTER_MS))
        return then.kind === 'unknown' ? null : costOf(then.brackets, usage)
      }
    }
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

function readPricing(provider: string, model: string, time: number): ModelPricing {
  const options = { providerId: LISTED_AS.get(provider) ?? provider, timestamp: new Date(time) }
  try {
    const listed = calcPrice({}, model, options)
    if (listed === null) return { kind: 'unknown' }
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
    return { kind: Array.isArray(listed.model.prices) ? 'timed' : 'fixed', brackets }
  } catch {
    // The list throws where a price is incomplete: unknown, then, rather than wrong.
    return { kind: 'unknown' }
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
