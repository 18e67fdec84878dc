import { expect, test } from 'vitest'
import type { RequestRow } from '../model/ledger.ts'
import { FinishedRows } from './finished-rows.ts'

function rowOf(id: number): RequestRow {
  return {
    id,
    time: 0,
    pool: 'lb',
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: null,
    stream: false,
    client: null,
    status: 200,
    end: 'ok',
    error: null,
    accountId: null,
    account: null,
    provider: null,
    durationMs: 1,
    firstByteMs: null,
    usage: { input: null, output: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null },
    attempts: [],
    available: 0,
    passedOver: [],
  }
}

test('the ledger has a row at once, listeners when they are told', () => {
  const written: number[] = []
  const told: number[][] = []
  const rows = new FinishedRows({ record: (row) => void written.push(row.id) }, [
    (batch) => void told.push(batch.map(({ id }) => id)),
  ])
  rows.record(rowOf(1))
  rows.record(rowOf(2))
  expect(written).toEqual([1, 2])
  expect(told).toEqual([])
  rows.drain()
  rows.drain()
  expect(told).toEqual([[1, 2]])
})

test('where nobody drains, listeners are told before too many wait', () => {
  let told = 0
  const rows = new FinishedRows({ record: () => {} }, [(batch) => void (told += batch.length)])
  for (let id = 0; id < 12_000; id++) rows.record(rowOf(id))
  expect(told).toBeGreaterThanOrEqual(10_000)
})
