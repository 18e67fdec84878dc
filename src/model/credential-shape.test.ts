import { describe, expect, it } from 'vitest'
import { quickestOf } from '../../test/harness/quickest.ts'
import { holdsCredential, withoutCredentials } from './credential-shape.ts'

describe('what looks like a credential', () => {
  it.each([
    ['sk-ant-api03-0123456789abcdef', '***'],
    ['/v1/files/sk-proj-0123456789abcdef/content', '/v1/files/***/content'],
    ['the key "AIzaSy0123456789abcdef" of yours', 'the key "***" of yours'],
    ['cf_0123456789ABCDEFGHIJabcdefghij012345,gsk_0123456789abcdef', '***,***'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl', '***'],
  ])('in %s is not shown', (text, shown) => {
    expect(holdsCredential(text)).toBe(true)
    expect(withoutCredentials(text)).toBe(shown)
  })

  it.each(['claude-sonnet-5', 'gpt-5-mini', 'sk-1234…cdef', 'task-force-of-the-year', 'xai-grok', 'cf_team', 'eyJ'])(
    'is not in %s',
    (text) => {
      expect(holdsCredential(text)).toBe(false)
      expect(withoutCredentials(text)).toBe(text)
    },
  )

  it('is found in a long text without going over it again and again', async () => {
    const text = 'sk-'.repeat(400_000)
    expect(withoutCredentials(text).length).toBeLessThan(text.length)
    const quickest = await quickestOf(1_000, () => {
      const startedAt = performance.now()
      expect(holdsCredential('eyJaaaaaaaaaa-'.repeat(5_000))).toBe(false)
      return performance.now() - startedAt
    })
    expect(quickest).toBeLessThan(1_000)
  })
})
