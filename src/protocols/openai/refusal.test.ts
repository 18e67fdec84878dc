import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../model/refusal.ts'
import { WIRE_FORMATS } from '../wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)
const HOUR = 3_600_000

interface Answer {
  readonly status: number
  readonly body: object
  readonly headers?: Readonly<Record<string, string>>
}

function read({ status, body, headers = {} }: Answer): Refusal {
  return WIRE_FORMATS.openai.readRefusal({
    status,
    header: (name) => headers[name] ?? null,
    headerNames: () => Object.keys(headers),
    body: new TextEncoder().encode(JSON.stringify(body)),
    model: 'gpt-5',
    now: NOW,
  })
}

const error = (type: string | null, code: string | null, message = 'Words.'): object => ({
  error: { message, type, param: null, code },
})
const PLAN = 'You exceeded your current quota, please check your plan and billing details.'

function limit(headers: Readonly<Record<string, string>>): Refusal {
  return read({ status: 429, body: error('requests', 'rate_limit_exceeded'), headers })
}

describe('an OpenAI-compatible refusal', () => {
  test.each([
    [400, error('invalid_request_error', null), 'request', 400],
    [401, error('invalid_request_error', 'invalid_api_key'), 'credential', 401],
    [401, error('invalid_request_error', null), 'credential', 401],
    [402, error(null, null, 'Insufficient credits'), 'credit', 402],
    [403, error('invalid_request_error', 'unsupported_country_region_territory'), 'forbidden', 403],
    [404, error('invalid_request_error', 'model_not_found'), 'request', 404],
    [429, error('tokens', 'rate_limit_exceeded'), 'limit', 429],
    [429, error('insufficient_quota', 'insufficient_quota', PLAN), 'credit', 429],
    [429, error('insufficient_quota', null, PLAN), 'credit', 429],
    [400, error('invalid_request_error', 'billing_hard_limit_reached'), 'credit', 402],
    [429, error('billing_not_active', 'billing_not_active'), 'credit', 429],
    [429, error(null, null, 'Your team has reached its monthly spending limit.'), 'credit', 429],
    [500, error('server_error', null), 'server', 500],
    [503, error('server_error', 'server_overloaded'), 'overloaded', 529],
  ])('%i %j is %s', (status, body, kind, amounts) => {
    expect(read({ status, body })).toMatchObject({ kind, status: amounts, scope: { kind: 'account' } })
  })

  test('with a text for an error is understood too', () => {
    const code = 'Client specified an invalid argument'
    expect(read({ status: 400, body: { code, error: 'Incorrect API key provided: xa***yz.' } }).kind).toBe('credential')
    expect(read({ status: 400, body: { code, error: 'Model not found: grok-9' } }).kind).toBe('request')
  })

  test('of a vendor that only borrows the words of a spent quota is a limit', () => {
    expect(read({ status: 429, body: error(null, null, PLAN) }).kind).toBe('limit')
  })

  test('without credit lasts an hour, or as long as the vendor says', () => {
    const body = error('insufficient_quota', 'insufficient_quota')
    expect(read({ status: 429, body }).until).toBe(NOW + HOUR)
    expect(read({ status: 429, body, headers: { 'retry-after': '60' } }).until).toBe(NOW + 60_000)
  })
})

describe('the end of an OpenAI-compatible limit', () => {
  test.each([
    ['6m0s', 360_000],
    ['1.2s', 1200],
    ['12ms', 12],
    ['1h30m', 5_400_000],
    ['60', 60_000],
    [String(NOW / 1000 + 30), 30_000],
    [String(NOW + 45_000), 45_000],
    ['2026-11-22T12:00:10Z', 10_000],
  ])('is the reset of what is used up, written as %s', (reset, ms) => {
    const headers = { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset }
    expect(limit(headers).until).toBe(NOW + ms)
  })

  test.each(['', '0s', 'later', '-1', '2026-11-22T11:59:00Z'])('is unknown where the reset is "%s"', (reset) => {
    expect(limit({ 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': reset }).until).toBeNull()
  })

  test('is the latest of several, and also that of a limit without a name', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '9s',
      'x-ratelimit-remaining-other': '7',
      'x-ratelimit-reset-other': '90s',
    }
    expect(limit(headers).until).toBe(NOW + 9000)
    expect(limit({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 5000) }).until).toBe(NOW + 5000)
  })

  test('is none where another try at once is asked for', () => {
    expect(limit({ 'x-should-retry': 'true' }).kind).toBe('busy')
  })
})
