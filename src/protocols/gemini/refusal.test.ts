import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../model/refusal.ts'
import { WIRE_FORMATS } from '../wire-formats.ts'
import { nextPacificMidnight } from './pacific-midnight.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)
/** Midnight in California, where winter time holds. */
const MIDNIGHT = Date.UTC(2026, 10, 23, 8)
const MESSAGE = 'You exceeded your current quota, please check your plan and billing details.'
const MODEL = 'gemini-3-pro'

interface Answer {
  readonly httpStatus: number
  readonly status: string
  readonly details?: readonly object[]
  readonly message?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly model?: string | null
}

function read({ httpStatus, status, details = [], message = MESSAGE, headers = {}, model = MODEL }: Answer): Refusal {
  const body = JSON.stringify({ error: { code: httpStatus, message, status, details } })
  return WIRE_FORMATS.gemini.readRefusal({
    status: httpStatus,
    header: (name) => headers[name] ?? null,
    headerNames: () => Object.keys(headers),
    body: new TextEncoder().encode(httpStatus === 429 ? `[${body}\n]` : body),
    model,
    now: NOW,
  })
}

const google = (type: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
})
const quota = (...violations: readonly object[]): object => google('QuotaFailure', { violations })
const retry = (retryDelay: unknown): object => google('RetryInfo', { retryDelay })
const limit = (...details: readonly object[]): Refusal =>
  read({ httpStatus: 429, status: 'RESOURCE_EXHAUSTED', details })

const PER_DAY = { quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaDimensions: { model: MODEL } }
const PER_MINUTE = { quotaId: 'GenerateContentInputTokensPerModelPerMinute-FreeTier' }
const PER_PROJECT = { quotaId: 'GenerateRequestsPerMinutePerProject' }

describe('a Gemini refusal', () => {
  test.each([
    [400, 'INVALID_ARGUMENT', 'request'],
    [400, 'FAILED_PRECONDITION', 'request'],
    [401, 'UNAUTHENTICATED', 'credential'],
    [403, 'PERMISSION_DENIED', 'forbidden'],
    [404, 'NOT_FOUND', 'request'],
    [429, 'RESOURCE_EXHAUSTED', 'limit'],
    [429, 'INVALID_ARGUMENT', 'limit'],
    [500, 'INTERNAL', 'server'],
    [503, 'UNAVAILABLE', 'server'],
    [504, 'DEADLINE_EXCEEDED', 'server'],
    [402, 'RESOURCE_EXHAUSTED', 'credit'],
    [400, 'UNAUTHENTICATED', 'credential'],
  ])('%i %s is %s, whatever its message speaks of', (httpStatus, status, kind) => {
    expect(read({ httpStatus, status })).toMatchObject({ kind, code: status })
  })

  test.each([
    [400, 'INVALID_ARGUMENT', 'API_KEY_INVALID', 'credential', 401],
    [403, 'PERMISSION_DENIED', 'BILLING_DISABLED', 'credit', 402],
    [403, 'PERMISSION_DENIED', 'API_KEY_SERVICE_BLOCKED', 'forbidden', 403],
    [429, 'RESOURCE_EXHAUSTED', 'MODEL_CAPACITY_EXHAUSTED', 'overloaded', 529],
  ])('%i %s with reason %s is %s', (httpStatus, status, reason, kind, amounts) => {
    const details = [google('ErrorInfo', { reason, domain: 'googleapis.com' })]
    expect(read({ httpStatus, status, details })).toMatchObject({ kind, status: amounts, code: reason })
  })
})

describe('the end of a Gemini limit', () => {
  test('is unknown where there are no details', () => {
    expect(limit()).toMatchObject({ kind: 'limit', until: null, scope: { kind: 'account' } })
  })

  test.each([
    ['37s', 37_000],
    ['20.04466179s', 20_045],
    ['0.5s', 500],
    [{ seconds: 3, nanos: 500_000_000 }, 3500],
  ])('is that of RetryInfo: %s', (delay, ms) => {
    expect(limit(retry(delay), quota(PER_MINUTE)).until).toBe(NOW + ms)
  })

  test('of a quota per minute without a delay is a minute', () => {
    expect(limit(quota(PER_MINUTE)).until).toBe(NOW + 60_000)
  })

  test('of a quota per day is the next midnight in California, or later where a longer delay is asked for', () => {
    expect(limit(quota(PER_MINUTE, PER_DAY), retry('37s')).until).toBe(MIDNIGHT)
    expect(limit(quota(PER_DAY), retry('90000s')).until).toBe(NOW + 90_000_000)
  })

  test('is that of retry-after where the answer has one', () => {
    const details = [retry('37s')]
    expect(
      read({ httpStatus: 429, status: 'RESOURCE_EXHAUSTED', details, headers: { 'retry-after': '5' } }).until,
    ).toBe(NOW + 5000)
  })

  test('speaks of the call’s model where every quota is one per model', () => {
    expect(limit(quota(PER_DAY, PER_MINUTE)).scope).toEqual({ kind: 'model', model: MODEL })
    expect(limit(quota(PER_DAY, PER_PROJECT)).scope).toEqual({ kind: 'account' })
  })
})

describe('midnight in California', () => {
  test.each([
    ['in winter', '2026-11-22T07:59:59.999Z', '2026-11-22T08:00:00Z'],
    ['at midnight itself, the next one', '2026-11-22T08:00:00Z', '2026-11-23T08:00:00Z'],
    ['in summer', '2026-07-01T12:00:00Z', '2026-07-02T07:00:00Z'],
    ['on the day summer time begins', '2026-03-08T09:00:00Z', '2026-03-09T07:00:00Z'],
    ['on the day it ends', '2026-11-01T08:00:00Z', '2026-11-02T08:00:00Z'],
  ])('%s', (_, now, midnight) => {
    expect(new Date(nextPacificMidnight(Date.parse(now)))).toEqual(new Date(midnight))
  })
})
