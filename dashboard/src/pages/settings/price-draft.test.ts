import { expect, test } from 'vitest'
import { toPrice, toPriceDraft } from './price-draft.ts'

test('a price goes into the form and comes out as it was', () => {
  const price = { input: 3, output: 15, cache_read: 0.3 }
  expect(toPrice(toPriceDraft(price))).toEqual(price)
})

test('an empty form says nothing', () => {
  expect(toPrice(toPriceDraft(null))).toEqual({})
})
