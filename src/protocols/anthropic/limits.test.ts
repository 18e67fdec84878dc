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
}

function read(headers: Headers, { status = 200, model = 'claude-opus-4-5-20251101' }: Answer = {}): LimitsTold | null {
  return WIRE_FORMATS.anthropic.readLimits({
    status,
    headers: Object.entries(headers).flat(),
    body: null,
    model,
    now: NOW,
  })
}

function limitsOf(headers: Headers, answer?: Answer): readonly LimitTold[] {
  return read(headers, answer)?.limits ?? []
}

const AS_USUAL = {
  Date: new Date(NOW).toUTCString(),
  'Content-Type': 'application/json',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:01Z',
  'anthropic-ratelimit-input-tokens-limit': '400000',
  'anthropic-ratelimit-input-tokens-remaining': '398000',
  'anthropic-ratelimit-input-tokens-reset': '2026-11-22T12:00:02Z',
  'anthropic-ratelimit-output-tokens-limit': '80000',
  'anthropic-ratelimit-output-tokens-remaining': '80000',
  'anthropic-ratelimit-output-tokens-reset': '2026-11-22T12:00:00Z',
  'anthropic-ratelimit-tokens-limit': '480000',
  'anthropic-ratelimit-tokens-remaining': '478000',
  'anthropic-ratelimit-tokens-reset': '2026-11-22T12:00:00Z',
  'anthropic-organization-id': '3c7b2f1e-0000-4000-8000-000000000000',
  'request-id': 'req_011',
}

describe('the limits of an Anthropic organisation', () => {
  test('are buckets of a minute that its models of one family share', () => {
    const bucket = {
      scope: { kind: 'family', family: 'opus-4' },
      kind: 'refill',
      windowMs: MINUTE,
      countsCached: false,
      refused: false,
    }
    expect(read(AS_USUAL)).toEqual({
      group: '3c7b2f1e-0000-4000-8000-000000000000',
      limits: [
        { ...bucket, name: 'requests', meter: 'requests', capacity: 4000, left: 3999, grain: 1, resetsAt: NOW + 1000 },
        {
          ...bucket,
          name: 'input-tokens',
          meter: 'input',
          capacity: 400_000,
          left: 398_000,
          grain: 1000,
          resetsAt: NOW + 2000,
        },
        {
          ...bucket,
          name: 'output-tokens',
          meter: 'output',
          capacity: 80_000,
          left: 80_000,
          grain: 1000,
          resetsAt: null,
        },
      ],
    })
  })

  test('are read in any spelling of the names', () => {
    const shouted = Object.fromEntries(Object.entries(AS_USUAL).map(([name, value]) => [name.toUpperCase(), value]))
    expect(read(shouted)).toEqual(read(AS_USUAL))
  })

  test('of tokens of both kinds count only where neither kind is told', () => {
    const tokens = { 'anthropic-ratelimit-tokens-limit': '100000', 'anthropic-ratelimit-tokens-remaining': '9000' }
    expect(limitsOf(tokens)).toMatchObject([{ name: 'tokens', meter: 'tokens', capacity: 100_000, left: 9000 }])
  })

  test('of the priority tier and of fast mode keep their names', () => {
    const headers = {
      'anthropic-priority-input-tokens-limit': '10000',
      'anthropic-priority-input-tokens-remaining': '0',
      'anthropic-fast-output-tokens-limit': '5000',
      'anthropic-fast-output-tokens-remaining': '0',
    }
    expect(limitsOf(headers, { status: 429 })).toMatchObject([
      { name: 'priority-input-tokens', meter: 'input', capacity: 10_000, left: 0, refused: false },
      { name: 'fast-output-tokens', meter: 'output', capacity: 5000, left: 0, refused: true },
    ])
  })

  test.each([
    ['claude-opus-4-5-20251101', { kind: 'family', family: 'opus-4' }],
    ['claude-opus-4-20250514', { kind: 'family', family: 'opus-4' }],
    ['claude-sonnet-5', { kind: 'family', family: 'sonnet-5' }],
    ['anthropic/claude-haiku-4.5', { kind: 'family', family: 'haiku-4' }],
    ['claude-3-5-haiku-20241022', { kind: 'family', family: '3-5-haiku' }],
    ['claude-3-opus-20240229', { kind: 'family', family: '3-opus' }],
    ['claude-opus-latest', { kind: 'model', model: 'claude-opus-latest' }],
    ['glm-5', { kind: 'model', model: 'glm-5' }],
    [null, { kind: 'account' }],
  ])('are for models as %s is', (model, scope) => {
    expect(limitsOf(AS_USUAL, { model }).map((limit) => limit.scope)).toEqual([scope, scope, scope])
  })

  test('name the family by a part of the model’s own name', () => {
    const model = 'Claude-Opus-4-1'
    expect(limitsOf(AS_USUAL, { model })[0]?.scope).toEqual({ kind: 'family', family: 'Opus-4' })
  })

  test('refused a call where a 429 says that nothing is left', () => {
    const headers = { ...AS_USUAL, 'anthropic-ratelimit-input-tokens-remaining': '0' }
    const refused = (status: number) => limitsOf(headers, { status }).filter((limit) => limit.refused)
    expect(refused(429).map(({ name }) => name)).toEqual(['input-tokens'])
    expect(refused(529)).toEqual([])
    expect(refused(200)).toEqual([])
  })

  test('are reset by the vendor’s clock, and not in the past', () => {
    const headers = { ...AS_USUAL, Date: new Date(NOW - HOUR).toUTCString() }
    expect(limitsOf(headers)[0]?.resetsAt).toBe(NOW + HOUR + 1000)
    expect(limitsOf({ ...AS_USUAL, Date: new Date(NOW + HOUR).toUTCString() })[0]?.resetsAt).toBeNull()
  })

  test.each([
    ['of which nothing but the reset is said', { 'anthropic-ratelimit-requests-reset': '2026-11-22T12:00:01Z' }],
    ['of nothing', { 'anthropic-ratelimit-requests-limit': '0', 'anthropic-ratelimit-requests-remaining': '0' }],
    ['that is no number', { 'anthropic-ratelimit-requests-limit': 'many' }],
    ['of a kind that calls do not tell', { 'anthropic-ratelimit-web-searches-limit': '30' }],
  ])('are not told by one %s', (_, headers) => {
    expect(read(headers)).toBeNull()
  })

  test('are not told where there is no header of them', () => {
    expect(read({ 'request-id': 'req_1', 'access-control-allow-origin': '*', date: 'soon' })).toBeNull()
    expect(read({ 'anthropic-organization-id': 'o' })).toEqual({ group: 'o', limits: [] })
  })
})

const PLAN = {
  date: new Date(NOW).toUTCString(),
  'anthropic-organization-id': 'o',
  'anthropic-ratelimit-unified-status': 'allowed',
  'anthropic-ratelimit-unified-reset': String((NOW + HOUR) / 1000),
  'anthropic-ratelimit-unified-5h-status': 'allowed',
  'anthropic-ratelimit-unified-5h-utilization': '0.25',
  'anthropic-ratelimit-unified-5h-reset': String((NOW + HOUR) / 1000),
  'anthropic-ratelimit-unified-7d_opus-status': 'allowed_warning',
  'anthropic-ratelimit-unified-7d_opus-utilization': '0.75',
  'anthropic-ratelimit-unified-7d_opus-reset': '2026-11-24T12:00:00Z',
  'anthropic-ratelimit-unified-overage-status': 'rejected',
  'anthropic-ratelimit-unified-overage-disabled-reason': 'org_level_disabled',
  'anthropic-ratelimit-unified-representative-claim': 'five_hour',
}

describe('the windows of a plan', () => {
  test('are shares that come back as a whole, and belong to one member of an organisation', () => {
    const window = {
      meter: 'share',
      kind: 'reset',
      capacity: 1,
      grain: 0.01,
      countsCached: false,
      refused: false,
    }
    expect(read(PLAN)).toEqual({
      group: null,
      limits: [
        {
          ...window,
          name: 'unified-5h',
          scope: { kind: 'account' },
          windowMs: 5 * HOUR,
          left: 0.75,
          resetsAt: NOW + HOUR,
        },
        {
          ...window,
          name: 'unified-7d_opus',
          scope: { kind: 'family', family: 'opus' },
          windowMs: 7 * DAY,
          left: 0.25,
          resetsAt: NOW + 2 * DAY,
        },
      ],
    })
  })

  test('of other models than the call’s are told as well', () => {
    const scopes = limitsOf(PLAN, { model: 'claude-sonnet-5' }).map(({ scope }) => scope)
    expect(scopes).toEqual([{ kind: 'account' }, { kind: 'family', family: 'opus' }])
  })

  test('may be used beyond their end', () => {
    const headers = { ...PLAN, 'anthropic-ratelimit-unified-5h-utilization': '1.5' }
    expect(limitsOf(headers)[0]).toMatchObject({ left: -0.5, refused: false })
  })

  test.each([
    ['claude-opus-4-5', ['unified-7d_opus']],
    ['claude-sonnet-5', []],
  ])('that reject have nothing left, and refused what they are for: %s', (model, names) => {
    const headers = {
      ...PLAN,
      'anthropic-ratelimit-unified-7d_opus-status': 'rejected',
      'anthropic-ratelimit-unified-7d_opus-utilization': '0.99',
    }
    const limits = limitsOf(headers, { status: 429, model })
    expect(limits[1]?.left).toBe(0)
    expect(limits.filter(({ refused }) => refused).map(({ name }) => name)).toEqual(names)
    expect(limitsOf(headers, { model }).some(({ refused }) => refused)).toBe(false)
  })

  test('named by a word that is in no model’s name are for the model that they refused', () => {
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-5h-status': 'allowed',
      'anthropic-ratelimit-unified-7d_oi-status': 'rejected',
    }
    expect(limitsOf(headers, { status: 429, model: 'claude-opus-5' })).toMatchObject([
      { name: 'unified-5h', left: null, refused: false },
      { name: 'unified-7d_oi', left: 0, refused: true, scope: { kind: 'model', model: 'claude-opus-5' } },
    ])
    expect(limitsOf(headers, { status: 200, model: 'claude-opus-5' })).toMatchObject([
      { name: 'unified-5h' },
      { name: 'unified-7d_oi', refused: false, scope: { kind: 'family', family: 'oi' } },
    ])
  })

  test('are summed up where none is told by itself', () => {
    const headers = {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String((NOW + HOUR) / 1000),
    }
    expect(limitsOf(headers, { status: 429 })).toMatchObject([
      { name: 'unified', windowMs: null, left: 0, resetsAt: NOW + HOUR, refused: true, scope: { kind: 'account' } },
    ])
  })
})
