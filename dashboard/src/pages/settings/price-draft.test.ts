import { expect, test } from 'vitest'
import { formatPrice, toPrice, toPriceDraft } from './price-draft.ts'

test('a price goes into the form and comes out as it was', () => {
  const price = { input: 3, output: 15, cache_read: 0.3 }
  expect(toPrice(toPriceDraft(price))).toEqual(price)
})

test('an empty form says nothing', () => {
  expect(toPrice(toPriceDraft(null))).toEqual({})
})

test('prices have two decimals at least, so that they stand below each other', () => {
  expect([2, 0.075, undefined].map(formatPrice)).toEqual(['2.00', '0.075', '–'])
})
