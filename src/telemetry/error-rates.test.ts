import { expect, test } from 'vitest'
import type { RequestRow } from '../model/ledger.ts'
import { ErrorRates } from './error-rates.ts'

const NOW = 1_800_000_000_000
const MINUTE = 60_000

function ended(end: RequestRow['end'], status: number, poolName = 'lb'): RequestRow {
  return {
    id: 1,
    time: NOW,
    pool: poolName,
    protocol: 'anthropic',
    operation: 'generate',
    method: 'POST',
    path: '/v1/messages',
    model: null,
    stream: false,
    client: null,
    status,
    end,
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

test('what ends is counted by pool: first among the last 5 minutes, then in the hour before, then not at all', () => {
  const rates = new ErrorRates()
  rates.count([ended('ok', 200), ended('failed', 503), ended('ok', 200, 'other')], NOW)
  const recent = { requests: 2, failed: 1 }
  const nothing = { requests: 0, failed: 0 }
  expect(rates.of('lb', NOW)).toEqual({ recent, before: nothing })
  expect(rates.of('lb', NOW + 5 * MINUTE)).toEqual({ recent, before: nothing })
  expect(rates.of('lb', NOW + 6 * MINUTE)).toEqual({ recent: nothing, before: recent })
  expect(rates.of('lb', NOW + 64 * MINUTE)).toEqual({ recent: nothing, before: recent })
  expect(rates.of('lb', NOW + 66 * MINUTE)).toEqual({ recent: nothing, before: nothing })
  expect(rates.of('nobody', NOW)).toEqual({ recent: nothing, before: nothing })
})

test('broken streams, servers’ errors and limits are failures; callers’ own mistakes are not, and who left tells nothing', () => {
  const rates = new ErrorRates()
  const failures = [ended('cut', 200), ended('failed', 500), ended('failed', 429), ended('failed', 401)]
  rates.count([...failures, ended('failed', 400), ended('failed', 404), ended('gone', 200)], NOW)
  expect(rates.of('lb', NOW).recent).toEqual({ requests: 6, failed: 4 })
})
