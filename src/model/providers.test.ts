import { describe, expect, test } from 'vitest'
import { KNOWN_PROVIDERS, providerOfKey } from './providers.ts'

describe('a key’s provider', () => {
  test.each([
    ['sk-ant-api03-abc', 'anthropic'],
    ['sk-ant-oat01-abc', 'anthropic'],
    ['AIzaSyAbc', 'gemini'],
    ['sk-proj-abc', 'openai'],
    ['gsk_abc', 'groq'],
    ['sk-or-v1-abc', 'openrouter'],
    ['xai-abc', 'xai'],
    ['sk-abc', null],
    ['', null],
  ])('of %s is %s', (key, provider) => {
    expect(providerOfKey(key)).toBe(provider)
  })

  test('is always one that is known', () => {
    const names = KNOWN_PROVIDERS.map(({ name }) => name)
    expect(names).toEqual(['anthropic', 'gemini', 'openai', 'groq', 'openrouter', 'xai'])
  })
})
