import { expect, test } from 'vitest'
import { NEW_KEY, toKeyBody } from './key-draft.ts'

test('what was left empty is not said', () => {
  expect(toKeyBody({ ...NEW_KEY, name: ' ci ' })).toEqual({ name: 'ci', scopes: ['call'] })
})

test('what was filled in is said as the API takes it', () => {
  const draft = {
    ...NEW_KEY,
    name: 'ci',
    pool: 'lb',
    models: 'claude-*, gpt-5-mini,',
    requests: '60',
    tokens: '100000',
    usd: '12.5',
    per: 'day' as const,
    expires: '2026-12-31',
  }
  expect(toKeyBody(draft)).toEqual({
    name: 'ci',
    scopes: ['call'],
    pools: ['lb'],
    models: ['claude-*', 'gpt-5-mini'],
    requests_per_minute: 60,
    tokens_per_minute: 100_000,
    budget: { usd: 12.5, per: 'day' },
    expires_at: '2026-12-31T00:00:00Z',
  })
})
