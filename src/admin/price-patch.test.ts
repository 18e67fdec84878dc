import { describe, expect, it } from 'vitest'
import { createFixture } from './control-fixture.ts'
import { problemBody } from './contract.ts'
import { toPriceTable, withPrices } from './price-patch.ts'

const THREE = { input: 3, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
const CLAUDE = { pattern: 'claude-*', ...THREE }

/** What of a patch becomes the table, in its order. */
function patched(patch: Record<string, unknown>): string {
  return JSON.stringify(withPrices(new Map(Object.entries(patch)), [CLAUDE]).get('prices'))
}

describe('a patch of prices', () => {
  it('by one pattern becomes the whole table: a new one stands before the first that would match it', () => {
    expect(patched({ 'prices.claude-3.5-*': { input: 1 } })).toBe('{"claude-3.5-*":{"input":1},"claude-*":{"input":3}}')
    expect(patched({ 'prices.gpt-4.1': { input: 1 } })).toBe('{"claude-*":{"input":3},"gpt-4.1":{"input":1}}')
    expect(patched({ 'prices.*': { input: 1 } })).toBe('{"claude-*":{"input":3},"*":{"input":1}}')
  })

  it('changes one in its place, takes one out, and starts from a table that comes with it', () => {
    expect(patched({ 'prices.claude-*': { input: 4 } })).toBe('{"claude-*":{"input":4}}')
    expect(patched({ 'prices.claude-*': null })).toBe('{}')
    expect(patched({ prices: { a: { input: 1 } }, 'prices.b': { input: 2 } })).toBe('{"a":{"input":1},"b":{"input":2}}')
  })

  it('is written whole, whatever dots the names have', async () => {
    const { send, written } = createFixture()
    const prices = { 'gpt-4.1': { input: 2, output: 8 } }
    expect((await send('/api/config', { method: 'PATCH', json: { prices } })).status).toBe(200)
    expect(written).toEqual([new Map([['prices', prices]])])
  })
})

it.each([
  [
    { prices: { 'gpt-5-mini': { input: 1, ouput: 2 } } },
    'ouput of the price of gpt-5-mini is not known; output may be meant.',
  ],
  [
    { 'prices.gpt-5-mini': { input: 1, foo: 2 } },
    'foo of the price of gpt-5-mini is not known; there are input, output, cache_read, cache_write_5m, cache_write_1h.',
  ],
])('a part of a price that nobody knows is refused, since costs would be wrong: %j', async (json, detail) => {
  const { send, written } = createFixture()
  const answer = await send('/api/config', { method: 'PATCH', json })
  expect([answer.status, problemBody.parse(await answer.json()).detail]).toEqual([400, detail])
  expect(written).toEqual([])
})

it('prices a hundred thousand levels deep are refused as quickly as any', async () => {
  const { send, written } = createFixture()
  const body = `{"prices":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_001)}`
  expect((await send('/api/config', { method: 'PATCH', body, contentType: 'application/json' })).status).toBe(400)
  expect(written).toEqual([])
})

it('a table shows what was written, no more', () => {
  expect(toPriceTable([{ ...CLAUDE, cacheRead: 0 }])).toEqual({ 'claude-*': { input: 3, cache_read: 0 } })
})
