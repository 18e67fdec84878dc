import { assert, constantFrom, integer, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPriceBound } from './price-bound.ts'
import { createPricing } from './pricing.ts'

const NOON = Date.UTC(2026, 10, 22, 12, 7)
const MODELS = [
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-sonnet-5'],
  ['gemini', 'gemini-2.5-pro'],
  ['openai', 'gpt-5-mini'],
  ['deepseek', 'deepseek-chat'],
] as const
const boundOf = createPriceBound()
const priceOf = createPricing()
const SONNET = { provider: 'anthropic', model: 'claude-sonnet-4-5', time: NOON, cacheWrite: 'none', output: 0 } as const

describe('what a call costs at the most', () => {
  test('is never less than what it costs, however its prompt falls into kinds of tokens', () => {
    const tokens = integer({ min: 0, max: 12_000 })
    const usages = record({
      input: tokens,
      output: tokens,
      cacheRead: tokens,
      cacheWrite5m: tokens,
      cacheWrite1h: tokens,
    })
    assert(
      property(constantFrom(...MODELS), usages, ([provider, model], usage) => {
        const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = usage
        const call = { provider, model, time: NOON }
        const plain = { ...usage, cacheWrite5m: 0, cacheWrite1h: 0 }
        const five = { ...usage, cacheWrite1h: 0 }
        const most = (cacheWrite: 'none' | '5m' | '1h', prompt: number) =>
          (boundOf({ ...call, cacheWrite, prompt, output }) ?? -1) + 1e-12
        const read = input + cacheRead
        expect(priceOf({ ...call, usage: plain })).toBeLessThanOrEqual(most('none', read))
        expect(priceOf({ ...call, usage: five })).toBeLessThanOrEqual(most('5m', read + cacheWrite5m))
        expect(priceOf({ ...call, usage })).toBeLessThanOrEqual(most('1h', read + cacheWrite5m + cacheWrite1h))
      }),
      { numRuns: 500 },
    )
  })

  test('is bounded by the context window, whatever the size of the body', () => {
    expect(boundOf({ ...SONNET, prompt: 32_000_000 })).toBeCloseTo(200_000 * 3e-6, 9)
    expect(boundOf({ ...SONNET, prompt: null })).toBeCloseTo(200_000 * 3e-6, 9)
  })

  test('takes 200,000 tokens for the window where the list tells none', () => {
    expect(boundOf({ ...SONNET, provider: 'openai', model: 'gpt-image-1', prompt: null })).toBeCloseTo(1, 9)
  })

  test('takes the dearest price that a long prompt may meet', () => {
    const call = { ...SONNET, provider: 'gemini', model: 'gemini-2.5-pro', output: 1_000 }
    const short = boundOf({ ...call, prompt: 200_000 }) ?? 0
    const long = boundOf({ ...call, prompt: 200_001 }) ?? 0
    expect(long).toBeGreaterThan(short * 1.4)
  })

  test('counts the output', () => {
    expect(boundOf({ ...SONNET, prompt: 0, output: 1_000 })).toBeCloseTo(0.015, 9)
  })

  test('is unknown for a model that is not listed', () => {
    expect(boundOf({ ...SONNET, model: 'nonsense', prompt: 1 })).toBeNull()
    expect(boundOf({ ...SONNET, provider: 'a-vendor', prompt: 1 })).toBeNull()
  })
})
