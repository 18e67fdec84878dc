import { calcPrice } from '@pydantic/genai-prices'
import { assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NO_USAGE } from '../model/usage.ts'
import type { Usage } from '../model/usage.ts'
import { createPricing } from './pricing.ts'

const NOON = Date.UTC(2026, 10, 22, 12, 7)
const HALF_PRICE_HOUR = Date.UTC(2025, 2, 22, 17)
const FULL_PRICE_HOUR = Date.UTC(2025, 2, 22, 12)

const MODELS = [
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-haiku-4-5-20251001'],
  ['anthropic', 'claude-opus-4-1'],
  ['google', 'gemini-2.5-pro'],
  ['google', 'gemini-2.5-flash'],
  ['openai', 'gpt-5'],
  ['openai', 'text-embedding-3-small'],
  ['deepseek', 'deepseek-chat'],
] as const

function listed(provider: string, model: string, usage: Usage, time: number): number | null {
  const cached = (usage.cacheRead ?? 0) + (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0)
  const asked = {
    input_tokens: (usage.input ?? 0) + cached,
    output_tokens: usage.output ?? 0,
    cache_read_tokens: usage.cacheRead ?? 0,
    cache_write_tokens: (usage.cacheWrite5m ?? 0) + (usage.cacheWrite1h ?? 0),
    cache_write_1h_tokens: usage.cacheWrite1h ?? 0,
  }
  return calcPrice(asked, model, { providerId: provider, timestamp: new Date(time) })?.total_price ?? null
}

describe('the price of a call', () => {
  const priceOf = createPricing()

  test('is what the price list says, for any usage, on either side of every threshold', () => {
    const tokens = integer({ min: 0, max: 300_000 })
    const usages = record({
      input: tokens,
      output: tokens,
      cacheRead: tokens,
      cacheWrite5m: tokens,
      cacheWrite1h: tokens,
    })
    assert(
      property(
        constantFrom(...MODELS),
        usages,
        constantFrom(NOON, HALF_PRICE_HOUR),
        ([provider, model], usage, time) => {
          const expected = listed(provider, model, usage, time)
          const actual = priceOf({ provider, model, usage, time })
          expect(expected).not.toBeNull()
          expect(actual).toBeCloseTo(expected ?? -1, 9)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('changes exactly beyond the threshold of a long prompt', () => {
    for (const input of [199_999, 200_000, 200_001]) {
      const call = {
        provider: 'google',
        model: 'gemini-2.5-pro',
        usage: { ...NO_USAGE, input, output: 10 },
        time: NOON,
      }
      expect(priceOf(call)).toBeCloseTo(listed('google', 'gemini-2.5-pro', call.usage, NOON) ?? -1, 12)
    }
  })

  test('tells a write to the 1-hour cache from one to the 5-minute cache', () => {
    const call = { provider: 'anthropic', model: 'claude-haiku-4-5', time: NOON }
    const written = { ...NO_USAGE, input: 0, output: 0 }
    expect(priceOf({ ...call, usage: { ...written, cacheWrite5m: 1e6 } })).toBeCloseTo(1.25, 9)
    expect(priceOf({ ...call, usage: { ...written, cacheWrite1h: 1e6 } })).toBeCloseTo(2, 9)
    expect(priceOf({ ...call, usage: { ...written, cacheRead: 1e6 } })).toBeCloseTo(0.1, 9)
  })

  test('depends on the hour where the vendor has cheap hours', () => {
    const call = { provider: 'deepseek', model: 'deepseek-chat', usage: { ...NO_USAGE, input: 1e6, output: 1e6 } }
    const cheap = priceOf({ ...call, time: HALF_PRICE_HOUR })
    const full = priceOf({ ...call, time: FULL_PRICE_HOUR })
    expect(cheap).toBeCloseTo(listed('deepseek', 'deepseek-chat', call.usage, HALF_PRICE_HOUR) ?? -1, 9)
    expect(full).toBeCloseTo(listed('deepseek', 'deepseek-chat', call.usage, FULL_PRICE_HOUR) ?? -1, 9)
    expect(cheap).not.toBe(full)
  })

  test('finds a vendor that the list calls by another name', () => {
    const usage = { ...NO_USAGE, input: 1e6, output: 0 }
    expect(priceOf({ provider: 'gemini', model: 'gemini-2.5-flash', usage, time: NOON })).toBeGreaterThan(0)
  })

  test('is unknown, not zero, for an unknown model, vendor or usage', () => {
    const usage = { ...NO_USAGE, input: 10, output: 10 }
    expect(priceOf({ provider: 'anthropic', model: 'nonsense', usage, time: NOON })).toBeNull()
    expect(priceOf({ provider: 'a-vendor', model: 'claude-sonnet-4-5', usage, time: NOON })).toBeNull()
    expect(priceOf({ provider: null, model: 'claude-sonnet-4-5', usage, time: NOON })).toBeNull()
    expect(priceOf({ provider: 'anthropic', model: null, usage, time: NOON })).toBeNull()
    expect(priceOf({ provider: 'anthropic', model: 'claude-sonnet-4-5', usage: NO_USAGE, time: NOON })).toBeNull()
  })

  test('is still right after more models than are remembered', () => {
    const usage = { ...NO_USAGE, input: 1e6, output: 0 }
    for (let n = 0; n < 2_100; n += 1) priceOf({ provider: 'nobody', model: `made-up-${n}`, usage, time: NOON })
    expect(priceOf({ provider: 'anthropic', model: 'claude-haiku-4-5', usage, time: NOON })).toBeCloseTo(1, 9)
  })
})

describe('a price by the operator’s word', () => {
  const usage: Usage = { input: 1_000, output: 100, cacheRead: 10_000, cacheWrite5m: 1_000, cacheWrite1h: 1_000 }
  const rest = { output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }

  test('counts before the list’s, by the first pattern that matches, whoever the vendor is', () => {
    const priceOf = createPricing(() => [
      { ...rest, pattern: 'claude-haiku-*', input: 0 },
      { ...rest, pattern: 'claude-*', input: 10, output: 50 },
    ])
    const call = { provider: 'a-vendor', model: 'claude-x', usage, time: NOON }
    expect(priceOf(call)).toBeCloseTo((10 * 1_000 + 50 * 100 + 1 * 10_000 + 12.5 * 1_000 + 20 * 1_000) / 1e6, 12)
    expect(priceOf({ ...call, model: 'claude-haiku-9' })).toBe(0)
    expect(priceOf({ ...call, provider: 'anthropic', model: 'nonsense' })).toBeNull()
  })

  test('is another one as soon as the operator says so', () => {
    let overrides = [{ ...rest, pattern: '*', input: 1 }]
    const priceOf = createPricing(() => overrides)
    const call = { provider: 'a-vendor', model: 'm', usage: { ...NO_USAGE, input: 1_000_000 }, time: NOON }
    expect(priceOf(call)).toBe(1)
    overrides = [{ ...rest, pattern: '*', input: 2 }]
    expect(priceOf(call)).toBe(2)
    overrides = []
    expect(priceOf(call)).toBeNull()
  })
})
