import { describe, expect, test } from 'vitest'
import type { LimitsTold, LimitTold } from '../../model/limit.ts'
import { WIRE_FORMATS } from '../wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Headers = Readonly<Record<string, string>>

interface Answer {
  readonly status?: number
  readonly model?: string | null
  readonly error?: object
}

function read(headers: Headers, { status = 200, model = 'gpt-5', error }: Answer = {}): LimitsTold | null {
  return WIRE_FORMATS.openai.readLimits({
    status,
    headers: Object.entries(headers).flat(),
    body: error === undefined ? null : new TextEncoder().encode(JSON.stringify({ error })),
    model,
    now: NOW,
  })
}

function limitsOf(headers: Headers, answer?: Answer): readonly LimitTold[] {
  return read(headers, answer)?.limits ?? []
}

function limit(suffix: string, [capacity, left, reset]: readonly string[]): Headers {
  return {
    [`x-ratelimit-limit${suffix}`]: capacity ?? '',
    [`x-ratelimit-remaining${suffix}`]: left ?? '',
    [`x-ratelimit-reset${suffix}`]: reset ?? '',
  }
}

const AS_USUAL = {
  date: new Date(NOW).toUTCString(),
  'openai-organization': 'org-1',
  'openai-project': 'proj_2',
  'x-request-id': 'req_1',
  ...limit('-requests', ['500', '400', '12s']),
  ...limit('-tokens', ['30000', '29990', '20ms']),
}

describe('the limits of an OpenAI-compatible vendor', () => {
  test('are buckets of a model, for the organisation’s project', () => {
    const bucket = {
      scope: { kind: 'model', model: 'gpt-5' },
      kind: 'refill',
      grain: 1,
      countsCached: true,
      refused: false,
    }
    expect(read(AS_USUAL)).toEqual({
      group: 'org-1/proj_2',
      limits: [
        {
          ...bucket,
          name: 'requests',
          meter: 'requests',
          windowMs: MINUTE,
          capacity: 500,
          left: 400,
          resetsAt: NOW + 12_000,
        },
        {
          ...bucket,
          name: 'tokens',
          meter: 'tokens',
          windowMs: null,
          capacity: 30_000,
          left: 29_990,
          resetsAt: NOW + 20,
        },
      ],
    })
  })

  test.each([
    ['OpenAI, little used', '-requests', ['5000', '4999', '12ms'], null],
    ['OpenAI, by the minute', '-tokens', ['30000', '15000', '30s'], MINUTE],
    ['OpenAI, by the day', '-requests', ['200', '190', '1h12m0s'], DAY],
    ['Groq, by the day', '-requests', ['14400', '13000', '2h20m0s'], DAY],
    ['by the hour', '-requests', ['100', '50', '30m'], HOUR],
    ['near none of the usual windows', '-requests', ['100', '50', '5m'], null],
    ['full', '-requests', ['100', '100', '0s'], null],
    ['Cerebras, by its name', '-requests-day', ['14400', '14000', '2400'], DAY],
    ['by its name, spelled out', '-tokens-per-minute', ['1000', '900', '6s'], MINUTE],
  ])('refill within a window that is told by the time until they are full: %s', (_, suffix, values, windowMs) => {
    expect(limitsOf(limit(suffix, values))).toMatchObject([{ windowMs, kind: 'refill' }])
  })

  test.each([
    ['a moment', '', ['20', '19', String(NOW + 30_000)]],
    ['the end of a day', '-requests-day', ['14400', '14399', '33011.382867']],
    ['the end of a minute', '-tokens-minute', ['60000', '60000', '45.5']],
  ])('are reset as a whole where the reset is %s', (_, suffix, values) => {
    expect(limitsOf(limit(suffix, values))).toMatchObject([{ kind: 'reset' }])
  })

  test.each([
    ['-requests', 'requests', true],
    ['-req-minute', 'requests', true],
    ['', 'requests', true],
    ['-tokens', 'tokens', true],
    ['-project-tokens', 'tokens', true],
    ['-tokens-prompt', 'input', true],
    ['-tokens-cache-adjusted-prompt', 'input', false],
    ['-input-tokens', 'input', true],
    ['-tokens-generated', 'output', true],
  ])('named x-ratelimit-limit%s count %s', (suffix, meter, countsCached) => {
    const name = suffix === '' ? 'all' : suffix.slice(1)
    expect(limitsOf(limit(suffix, ['60', '59', '1s']))).toMatchObject([{ name, meter, countsCached }])
  })

  test('may be told by their size alone', () => {
    expect(limitsOf({ 'x-ratelimit-limit-tokens': '30000' })).toMatchObject([
      { capacity: 30_000, left: null, resetsAt: null, windowMs: null },
    ])
  })

  test.each([
    ['unknown to the vendor', limit('-tokens', ['-1', '-1', '0'])],
    ['of a plan without the model', limit('-req-minute', ['0', '0', ''])],
    ['of what calls do not tell', limit('-audio-seconds', ['7200', '7100', '1s'])],
    ['that only names its reset', { 'x-ratelimit-reset-tokens': '1s' }],
    ['of something else', { 'x-ratelimit-tokens-query-cost': '12', 'x-robots-tag': 'none', 'x-request-id': 'r' }],
  ])('are not told by one %s', (_, headers) => {
    expect(read(headers)).toBeNull()
  })

  test('are the account’s where the call names no model', () => {
    expect(limitsOf(AS_USUAL, { model: null })[0]?.scope).toEqual({ kind: 'account' })
  })

  test('belong to whom the answer names', () => {
    expect(read({ 'OpenAI-Organization': 'org-1' })).toEqual({ group: 'org-1', limits: [] })
    expect(read({ 'x-ratelimit-limit-tokens': '1' })?.group).toBeNull()
  })

  test('refused a call where a 429 says that nothing is left', () => {
    const headers = { ...AS_USUAL, ...limit('-requests', ['500', '0', '60s']) }
    const refused = (status: number) => limitsOf(headers, { status }).filter((one) => one.refused)
    expect(refused(429).map(({ name }) => name)).toEqual(['requests'])
    expect(refused(500)).toEqual([])
  })

  test('refused a call that was larger than what is left where the error names them', () => {
    const headers = { ...AS_USUAL, ...limit('-project-tokens', ['1000000', '900', '60s']) }
    const error = { message: 'Words.', type: 'tokens', param: null, code: 'rate_limit_exceeded' }
    const names = (answer: Answer) =>
      limitsOf(headers, answer)
        .filter((one) => one.refused)
        .map(({ name }) => name)
    expect(names({ status: 429, error })).toEqual(['project-tokens'])
    expect(names({ status: 429 })).toEqual([])
    expect(names({ status: 429, error: { type: 'insufficient_quota' } })).toEqual([])
  })
})
