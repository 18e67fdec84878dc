import { describe, expect, test } from 'vitest'
import type { RequestRow } from '../model/ledger.ts'
import { parseExposition, sumOf } from '../../test/harness/exposition.ts'
import { MAX_ACCOUNTS, MAX_MODELS, MetricsBook } from './metrics-book.ts'
import { printMetrics } from './metrics-exposition.ts'
import { exampleAttempt, exampleRow, UNANSWERED } from './row-fixture.ts'

function bookOf(...rows: readonly RequestRow[]): MetricsBook {
  const book = new MetricsBook({ providerOf: (id) => (id === 'id-of-key-2' ? 'gemini' : null) })
  book.add(rows)
  return book
}

function read(book: MetricsBook) {
  const families = parseExposition([...printMetrics(book.readings(), 'text')].join(''))
  return (name: string, labels: Readonly<Record<string, string>> = {}) => sumOf(families, name, labels)
}

function failedOver(): RequestRow {
  return exampleRow({
    attempts: [
      exampleAttempt({
        accountId: 'id-of-key-2',
        account: 'key-2',
        status: 429,
        kind: 'limit',
        tookMs: 12,
      }),
      exampleAttempt(),
    ],
  })
}

describe('requests', () => {
  test('are counted by pool, protocol, class of status, end and error', () => {
    const told = read(bookOf(exampleRow(), exampleRow(), exampleRow(UNANSWERED)))
    const labels = { pool: 'lb', protocol: 'anthropic' }
    expect(told('claudeflare_requests_total', { ...labels, status: '2xx', end: 'ok' })).toBe(2)
    expect(told('claudeflare_requests_total', { ...labels, status: '4xx', end: 'failed', error: 'pool_cooling' })).toBe(
      1,
    )
  })

  test('take their time by operation, vendor, model and error', () => {
    const told = read(bookOf(exampleRow(), exampleRow(UNANSWERED)))
    const name = 'gen_ai_server_request_duration_seconds'
    const labels = {
      gen_ai_operation_name: 'chat',
      gen_ai_provider_name: 'anthropic',
      gen_ai_request_model: 'claude-sonnet-5',
    }
    expect(told(`${name}_count`, labels)).toBe(1)
    expect(told(`${name}_sum`, labels)).toBe(1)
    expect(told(`${name}_bucket`, { ...labels, le: '0.64' })).toBe(0)
    expect(told(`${name}_bucket`, { ...labels, le: '1.28' })).toBe(1)
    expect(told(`${name}_count`, { error_type: 'pool_cooling' })).toBe(1)
  })

  test('that are streams tell when they began, and how fast they went on', () => {
    const told = read(bookOf(exampleRow(), exampleRow({ stream: false })))
    expect(told('gen_ai_server_time_to_first_token_seconds_count')).toBe(1)
    expect(told('gen_ai_server_time_to_first_token_seconds_sum')).toBeCloseTo(0.2)
    expect(told('gen_ai_server_time_per_output_token_seconds_sum')).toBeCloseTo(0.02)
  })

  test('use tokens, each in one kind, and all of the prompt in the histogram', () => {
    const told = read(bookOf(exampleRow(), exampleRow()))
    const kinds = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h']
    const labels = { pool: 'lb', provider: 'anthropic', model: 'claude-sonnet-5' }
    expect(kinds.map((kind) => told('claudeflare_tokens_total', { ...labels, kind }))).toEqual([200, 82, 1_800, 40, 8])
    expect(told('claudeflare_account_tokens_total', { account: 'key-1', kind: 'output' })).toBe(82)
    expect(told('gen_ai_client_token_usage_sum', { gen_ai_token_type: 'input' })).toBe(2_048)
    expect(told('gen_ai_client_token_usage_sum', { gen_ai_token_type: 'output' })).toBe(82)
  })

  test('without tokens have no line of any', () => {
    const families = parseExposition([...printMetrics(bookOf(exampleRow(UNANSWERED)).readings(), 'text')].join(''))
    expect([...families.keys()]).toEqual(['gen_ai_server_request_duration_seconds', 'claudeflare_requests_total'])
  })

  test('cost what they are told to', () => {
    const book = bookOf(exampleRow())
    book.addCosts([{ pool: 'lb', provider: 'anthropic', model: 'claude-sonnet-5', usd: 0.25, unpriced: 2 }])
    book.addCosts([{ pool: 'lb', provider: 'anthropic', model: 'claude-sonnet-5', usd: 0.5, unpriced: 0 }])
    book.addCosts([{ pool: 'lb', provider: 'anthropic', model: 'nobody-answered-to-it', usd: 1, unpriced: 0 }])
    const told = read(book)
    expect(told('claudeflare_cost_usd_total', { model: 'claude-sonnet-5' })).toBe(0.75)
    expect(told('claudeflare_cost_usd_total', { model: '(other)' })).toBe(1)
    expect(told('claudeflare_unpriced_requests_total', { model: 'claude-sonnet-5' })).toBe(2)
  })
})

describe('attempts', () => {
  test('are counted by account and what came of them, with limits met and failovers', () => {
    const told = read(bookOf(failedOver(), exampleRow()))
    expect(told('claudeflare_attempts_total', { account: 'key-2', provider: 'gemini', result: 'limit' })).toBe(1)
    expect(told('claudeflare_attempts_total', { account: 'key-1', provider: 'anthropic', result: 'success' })).toBe(2)
    expect(told('claudeflare_limits_met_total', { account: 'key-2' })).toBe(1)
    expect(told('claudeflare_failovers_total', { account: 'key-2' })).toBe(1)
    expect(told('claudeflare_failovers_total')).toBe(1)
    const name = 'gen_ai_client_operation_duration_seconds_count'
    expect(told(name, { gen_ai_provider_name: 'gcp.gemini', error_type: '429' })).toBe(1)
    expect(told(name, { gen_ai_provider_name: 'anthropic' })).toBe(2)
  })

  test('on the same account again, with a renewed token, are no failover', () => {
    const refused = exampleAttempt({ status: 401, kind: 'credential' })
    const told = read(bookOf(exampleRow({ attempts: [refused, exampleAttempt()] })))
    expect(told('claudeflare_attempts_total')).toBe(2)
    expect(told('claudeflare_failovers_total')).toBe(0)
  })

  test('that a version before told of are counted as others', () => {
    const { kind: _kind, ...before } = exampleAttempt()
    const told = read(bookOf(exampleRow({ attempts: [before] })))
    expect(told('claudeflare_attempts_total', { result: 'other' })).toBe(1)
  })

  test('of more accounts than have labels are summed up', () => {
    const rows = Array.from({ length: MAX_ACCOUNTS + 5 }, (_, i) =>
      exampleRow({ attempts: [exampleAttempt({ accountId: `id-${i}`, account: `key-${i}` })] }),
    )
    const told = read(bookOf(...rows))
    expect(told('claudeflare_attempts_total', { account: 'key-0' })).toBe(1)
    expect(told('claudeflare_attempts_total', { account: '(other)' })).toBe(5)
  })
})

describe('the label of a model', () => {
  const name = 'gen_ai_server_request_duration_seconds_count'

  test('is given to so many, and the rest are summed up', () => {
    const rows = Array.from({ length: MAX_MODELS + 50 }, (_, i) => exampleRow({ model: `model-${i}` }))
    const told = read(bookOf(...rows, ...rows))
    expect(told(name, { gen_ai_request_model: 'model-0' })).toBe(2)
    expect(told(name, { gen_ai_request_model: '(other)' })).toBe(100)
    expect(told(name)).toBe(2 * (MAX_MODELS + 50))
  })

  test('is given once a vendor has answered to it: made-up names take no place', () => {
    const refused = { ...UNANSWERED, status: 404, error: null } as const
    const made = Array.from({ length: MAX_MODELS + 50 }, (_, i) => exampleRow({ ...refused, model: `made-up-${i}` }))
    const asked = exampleRow({ ...refused, model: 'claude-sonnet-5' })
    const told = read(bookOf(...made, asked, exampleRow(), asked))
    expect(told(name, { gen_ai_request_model: '(other)' })).toBe(MAX_MODELS + 51)
    expect(told(name, { gen_ai_request_model: 'claude-sonnet-5' })).toBe(2)
  })

  test('shows no credential, and the lines stay apart', () => {
    const text = [
      ...printMetrics(bookOf(exampleRow({ model: 'sk-ant-api03-0123456789abcdef"\n} 1' })).readings(), 'text'),
    ].join('')
    expect(text).not.toContain('0123456789abcdef')
    expect(parseExposition(text).size).toBeGreaterThan(3)
  })

  test('comes with so many others at the most, however pools, vendors and errors mix', () => {
    const rows = Array.from({ length: 3_000 }, (_, i) =>
      exampleRow({ model: `model-${i % 150}`, provider: `vendor-${i % 7}`, pool: `pool-${i % 11}` }),
    )
    const lines = [...printMetrics(bookOf(...rows).readings(), 'text')].join('').split('\n')
    const sets = lines.filter((line) => line.startsWith(`${name}{`))
    const counted = sets.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
    expect(counted).toBe(3_000)
    expect(sets.length).toBeLessThanOrEqual(1_000 + 7 * 11)
  })
})
