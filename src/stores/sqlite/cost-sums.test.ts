import { expect, test } from 'vitest'
import { NO_USAGE } from '../../model/usage.ts'
import { createCostSums } from './cost-sums.ts'

const ROW = {
  pool: 'lb',
  provider: 'anthropic',
  model: 'claude-sonnet-5',
  usage: { ...NO_USAGE, input: 10, output: 1 },
}

test('what rows cost is summed up by pool, vendor and model, and taken once', () => {
  const sums = createCostSums()
  sums.add(ROW, 0.25)
  sums.add(ROW, 0.5)
  sums.add({ ...ROW, pool: 'accounts' }, 1)
  expect(sums.take()).toEqual([
    { pool: 'lb', provider: 'anthropic', model: 'claude-sonnet-5', usd: 0.75, unpriced: 0 },
    { pool: 'accounts', provider: 'anthropic', model: 'claude-sonnet-5', usd: 1, unpriced: 0 },
  ])
  expect(sums.take()).toEqual([])
})

test('tokens at an unknown price are told, no tokens are not', () => {
  const sums = createCostSums()
  sums.add(ROW, null)
  sums.add({ ...ROW, usage: NO_USAGE }, null)
  expect(sums.take()).toMatchObject([{ usd: 0, unpriced: 1 }])
})
