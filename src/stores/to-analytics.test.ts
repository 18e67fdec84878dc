import { expect, test } from 'vitest'
import { windowOf } from '../model/analytics.ts'
import { createAnalyticsDraft } from './raw-analytics.ts'
import { COUNTS, type Sums } from './sums.ts'
import { toAnalytics } from './to-analytics.ts'

function asked(requests: number): Sums {
  return { counts: COUNTS.map((name) => (name === 'requests' ? requests : 0)), durations: [], firstBytes: [] }
}

function modelsOf(rows: readonly (readonly [model: string, provider: string, requests: number])[]) {
  const draft = createAnalyticsDraft()
  for (const [model, provider, requests] of rows) draft.addModel({ model, provider }, asked(requests))
  const { models } = toAnalytics(windowOf('1h', 1_800_000_000_000, 60_000), [draft.toRaw()])
  return models.map(({ model, provider, requests }) => [model, provider, requests])
}

test('requests that no account answered count at the vendor that was asked most for their model', () => {
  const rows = modelsOf([
    ['sonnet', '', 2],
    ['sonnet', 'anthropic', 5],
    ['sonnet', 'bedrock', 9],
    ['opus', 'anthropic', 1],
  ])
  expect(rows).toEqual([
    ['sonnet', 'bedrock', 11],
    ['sonnet', 'anthropic', 5],
    ['opus', 'anthropic', 1],
  ])
})

test('a model that nobody ever answered for has a row without a vendor', () => {
  expect(
    modelsOf([
      ['made-up', '', 3],
      ['', '', 1],
    ]),
  ).toEqual([
    ['made-up', null, 3],
    [null, null, 1],
  ])
})
