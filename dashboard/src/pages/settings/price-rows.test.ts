import { expect, test } from 'vitest'
import { toPriceRows } from './price-rows.ts'

const known = { input: 3, output: 15, cache_read: 0.3, cache_write_5m: 3.75, cache_write_1h: 6 }
const unknown = { input: null, output: null, cache_read: null, cache_write_5m: null, cache_write_1h: null }

test('patterns come before models, and what is unknown is absent', () => {
  const rows = toPriceRows({
    overrides: [{ pattern: 'claude-*', ...known }],
    items: [{ id: 'openai/own', provider: 'openai', model: 'own', source: 'unknown', ...unknown }],
    next: null,
  })
  expect(rows.map(({ name, kind, source }) => [name, kind, source])).toEqual([
    ['claude-*', 'override', 'override'],
    ['own', 'model', 'unknown'],
  ])
  expect(rows.map(({ price }) => price)).toEqual([known, {}])
})
