import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../model/refusal.ts'
import { WIRE_FORMATS } from '../wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0)
const MINUTE = 60_000
const HOUR = 60 * MINUTE

interface Answer {
  readonly status: number
  readonly error?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly model?: string
}

function read({ status, error, headers = {}, body, model = 'claude-opus-5' }: Answer): Refusal {
  return WIRE_FORMATS.anthropic.readRefusal({
    status,
    header: (name) => headers[name] ?? null,
    headerNames: () => Object.keys(headers),
    body: new TextEncoder().encode(body ?? JSON.stringify({ type: 'error', error, request_id: 'req_1' })),
    model,
    now: NOW,
  })
}

const typed = (type: string, message = 'Words.'): object => ({ type, message })

function limit(headers: Readonly<Record<string, string>>, model = 'claude-opus-5'): Refusal {
  return read({ status: 429, error: typed('rate_limit_error'), headers, model })
}

describe('an Anthropic refusal', () => {
  test.each([
    [400, 'invalid_request_error', 'request', 400],
    [401, 'authentication_error', 'credential', 401],
    [402, 'billing_error', 'credit', 402],
    [403, 'permission_error', 'forbidden', 403],
    [404, 'not_found_error', 'request', 404],
    [413, 'request_too_large', 'request', 413],
    [429, 'rate_limit_error', 'limit', 429],
    [500, 'api_error', 'server', 500],
    [504, 'timeout_error', 'server', 504],
    [529, 'overloaded_error', 'overloaded', 529],
  ])('%i %s is %s', (status, type, kind, amounts) => {
    expect(read({ status, error: typed(type) })).toMatchObject({ kind, status: amounts, code: type })
  })

  test.each([
    [500, 'overloaded_error', 'overloaded', 529],
    [400, 'rate_limit_error', 'limit', 429],
    [400, 'authentication_error', 'credential', 401],
    [403, 'billing_error', 'credit', 402],
  ])('with %i says by its code %s that it is %s', (status, type, kind, amounts) => {
    expect(read({ status, error: typed(type) })).toMatchObject({ kind, status: amounts })
  })

  test.each([401, 402, 403, 429, 503])('with %i is not weakened by a general type', (status) => {
    const kind = { 401: 'credential', 402: 'credit', 403: 'forbidden', 429: 'limit', 503: 'server' }[status]
    expect(read({ status, error: typed('invalid_request_error') }).kind).toBe(kind)
  })

  test.each([
    ['Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade.', 400],
    ["Your organization's spend limit has been reached.", 429],
    ['Your organization has reached its monthly usage limit.', 429],
  ])('"%s" speaks of credit: an hour, since no end is named', (message, status) => {
    const refusal = read({ status, error: typed('invalid_request_error', message) })
    expect(refusal).toMatchObject({ kind: 'credit', until: NOW + HOUR })
  })

  test('that names the day on which access is regained cools until then', () => {
    const message =
      'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.'
    const refusal = read({ status: 400, error: typed('invalid_request_error', message) })
    expect(refusal).toMatchObject({ kind: 'credit', until: Date.UTC(2026, 11, 1) })
  })

  test.each([
    'messages.0.content.0.text: my credit balance is too low for billing',
    'Unexpected value "credit balance is too low"',
    'tools.3.custom.name: String should match pattern, got billing',
    'Usage credits are required for long context requests.',
    'prompt is too long: 1000001 tokens > 1000000 maximum',
  ])('whose 400 only quotes a text, or is about one request, benches nobody: %s', (message) => {
    expect(read({ status: 400, error: typed('invalid_request_error', message) }).kind).toBe('request')
  })

  test('of an enforced spend limit lasts to the first of the next month', () => {
    const details = { error_code: 'enforced_spend_limit_reached' }
    const refusal = read({ status: 429, error: { ...typed('rate_limit_error'), details } })
    expect(refusal).toEqual({
      kind: 'credit',
      status: 429,
      until: Date.UTC(2026, 11, 1),
      scope: { kind: 'account' },
      code: 'enforced_spend_limit_reached',
    })
  })

  test('about an organisation that the request names says nothing of the account', () => {
    const details = { error_code: 'linked_organization_spend_limit_reached' }
    expect(read({ status: 402, error: { ...typed('billing_error'), details } }).kind).toBe('request')
  })
})

describe('the end of an Anthropic limit', () => {
  test('is unknown where nothing says it', () => {
    expect(limit({})).toMatchObject({ kind: 'limit', until: null })
  })

  test('is that of retry-after-ms before retry-after, and of that before a reset', () => {
    const reset = {
      'anthropic-ratelimit-tokens-remaining': '0',
      'anthropic-ratelimit-tokens-reset': '2026-11-22T12:10:00Z',
    }
    expect(limit({ 'retry-after-ms': '1500', 'retry-after': '9', ...reset }).until).toBe(NOW + 1500)
    expect(limit({ 'retry-after': '0.5', ...reset }).until).toBe(NOW + 500)
    expect(limit(reset).until).toBe(NOW + 10 * MINUTE)
  })

  test('is the latest reset of what is used up, not of what is left', () => {
    const refusal = limit({
      'anthropic-ratelimit-requests-remaining': '0',
      'anthropic-ratelimit-requests-reset': '2026-11-22T12:01:00Z',
      'Anthropic-RateLimit-Input-Tokens-Remaining': '0',
      'anthropic-ratelimit-input-tokens-remaining': '0',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T12:02:00Z',
      'anthropic-ratelimit-output-tokens-remaining': '4000',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-22T12:59:00Z',
    })
    expect(refusal.until).toBe(NOW + 2 * MINUTE)
  })

  test('is read against the answer’s own date', () => {
    const date = new Date(NOW - HOUR).toUTCString()
    expect(limit({ date, 'retry-after': new Date(NOW - HOUR + MINUTE).toUTCString() }).until).toBe(NOW + MINUTE)
    expect(
      limit({
        date,
        'anthropic-ratelimit-unified-status': 'rejected',
        'anthropic-ratelimit-unified-reset': String((NOW - HOUR + MINUTE) / 1000),
      }).until,
    ).toBe(NOW + MINUTE)
  })

  test.each(['soon', '-5', '', 'NaN', '0', 'Sun, 22 Nov 2026 11:00:00 GMT', '1e400'])(
    'counts as absent where retry-after is "%s"',
    (value) => {
      expect(limit({ 'retry-after': value })).toMatchObject({ kind: 'limit', until: null })
    },
  )

  test('is that of the latest rejected window, whatever windows there are, paid overage apart', () => {
    const refusal = limit({
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-5h-status': 'rejected',
      'anthropic-ratelimit-unified-5h-reset': String(NOW / 1000 + 600),
      'anthropic-ratelimit-unified-9d-new-status': 'rejected',
      'anthropic-ratelimit-unified-9d-new-reset': new Date(NOW + HOUR).toISOString(),
      'anthropic-ratelimit-unified-7d-status': 'allowed_warning',
      'anthropic-ratelimit-unified-7d-reset': String(NOW / 1000 + 90_000),
      'anthropic-ratelimit-unified-overage-status': 'rejected',
      'anthropic-ratelimit-unified-overage-reset': String(NOW / 1000 + 900_000),
    })
    expect(refusal).toMatchObject({ until: NOW + HOUR, scope: { kind: 'account' } })
  })

  test('speaks of a family of models where only its window rejects, and the call was for it', () => {
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-7d_opus-status': 'rejected',
      'anthropic-ratelimit-unified-7d_opus-reset': String(NOW / 1000 + 600),
      'anthropic-ratelimit-unified-overage-status': 'rejected',
    }
    expect(limit(headers).scope).toEqual({ kind: 'family', family: 'opus' })
    expect(limit(headers, 'claude-sonnet-5').scope).toEqual({ kind: 'account' })
    expect(limit({ ...headers, 'anthropic-ratelimit-unified-5h-status': 'rejected' }).scope).toEqual({
      kind: 'account',
    })
  })

  test('is none where another try at once is asked for: a busy moment, not a quota', () => {
    expect(limit({ 'x-should-retry': 'true' })).toMatchObject({ kind: 'busy', status: 429, until: null })
    expect(limit({ 'x-should-retry': 'true', 'retry-after': '3' })).toMatchObject({ kind: 'limit', until: NOW + 3000 })
  })
})

describe('a body that is no envelope', () => {
  test.each(['', '<html>Bad gateway</html>', '{"type":"error","err', '[]', 'null', '{"error":"x"}', '{{{'])(
    'leaves the word to the status: %s',
    (body) => {
      expect(read({ status: 502, body }).kind).toBe('server')
      expect(read({ status: 429, body })).toMatchObject({ kind: 'limit', until: null })
    },
  )

  test('that was cut off still gives its type', () => {
    const body = JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'x'.repeat(100) } }).slice(
      0,
      90,
    )
    expect(read({ status: 500, body })).toMatchObject({ kind: 'overloaded', code: 'overloaded_error' })
  })
})
