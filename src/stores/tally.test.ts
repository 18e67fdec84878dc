import { expect, test } from 'vitest'
import { exampleAttempt, exampleRow } from '../../test/contracts/example-row.ts'
import { countOf, emptySums } from './sums.ts'
import type { CountName, Sums } from './sums.ts'
import { addTally, tallyRow } from './tally.ts'

function sumsOf(row: Parameters<typeof tallyRow>[0], cost: number | null = 1): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const tally of tallyRow(row, cost)) {
    const own = sums.get(tally.accountId) ?? emptySums()
    addTally(own, tally)
    sums.set(tally.accountId, own)
  }
  return sums
}

function read(sums: Sums | undefined, ...names: readonly CountName[]): number[] {
  return names.map((name) => (sums === undefined ? Number.NaN : countOf(sums, name)))
}

const ATTEMPTS = ['requests', 'attempts', 'failures', 'limits_met', 'failovers_away'] as const

test('a plain request is one attempt of the account that answered', () => {
  const sums = sumsOf(exampleRow(1, { attempts: [exampleAttempt({ mark: 'success' })] }))
  expect([...sums.keys()]).toEqual(['aaaa'])
  expect(read(sums.get('aaaa'), ...ATTEMPTS, 'failovers')).toEqual([1, 1, 0, 0, 0, 0])
})

test('a failover is counted for the account that it left, and a limit for the one that met it', () => {
  const attempts = [
    exampleAttempt({ accountId: 'bbbb', provider: 'anthropic', mark: 'cool' }),
    exampleAttempt({ mark: 'success' }),
  ]
  const sums = sumsOf(exampleRow(1, { attempts }))
  expect(read(sums.get('aaaa'), ...ATTEMPTS, 'failovers')).toEqual([1, 1, 0, 0, 0, 1])
  expect(read(sums.get('bbbb'), ...ATTEMPTS, 'failovers')).toEqual([0, 1, 1, 1, 1, 0])
})

test('the same account asked again, with a token that was renewed, is no failover away', () => {
  const attempts = [exampleAttempt({ mark: 'counted' }), exampleAttempt({ mark: 'success' })]
  expect(read(sumsOf(exampleRow(1, { attempts })).get('aaaa'), ...ATTEMPTS)).toEqual([1, 2, 1, 0, 0])
})

test('what nobody answered is counted for no account', () => {
  const row = exampleRow(1, { accountId: null, account: null, provider: null, status: 429, end: 'failed' })
  const sums = sumsOf({ ...row, attempts: [exampleAttempt({ mark: 'cool' })] })
  expect(read(sums.get(''), 'requests', 'failed', 'attempts')).toEqual([1, 1, 0])
  expect(read(sums.get('aaaa'), ...ATTEMPTS)).toEqual([0, 1, 1, 1, 0])
})

test('only a request with tokens can lack a price', () => {
  const none = { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null }
  expect(read(sumsOf(exampleRow(1), null).get('aaaa'), 'unpriced', 'priced')).toEqual([1, 0])
  expect(read(sumsOf(exampleRow(1, { usage: none }), null).get('aaaa'), 'unpriced', 'priced')).toEqual([0, 0])
  expect(read(sumsOf(exampleRow(1), 0.5).get('aaaa'), 'unpriced', 'priced', 'cost')).toEqual([0, 1, 0.5])
})
