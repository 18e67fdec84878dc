import { describe, expect, test } from 'vitest'
import type { LimitsTold } from '../../model/limit.ts'
import { WIRE_FORMATS } from '../wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const MIDNIGHT = Date.UTC(2026, 10, 23, 8)
const MODEL = 'gemini-3-flash'

function read(details: readonly object[], status = 429, model: string | null = MODEL): LimitsTold | null {
  const text = JSON.stringify([{ error: { code: status, message: 'Words.', status: 'RESOURCE_EXHAUSTED', details } }])
  const headers = ['Content-Type', 'application/json', 'Date', new Date(NOW).toUTCString()]
  return WIRE_FORMATS.gemini.readLimits({ status, headers, body: new TextEncoder().encode(text), model, now: NOW })
}

const google = (type: string, fields: object): object => ({
  '@type': `type.googleapis.com/google.rpc.${type}`,
  ...fields,
})
const quota = (...violations: readonly object[]): object => google('QuotaFailure', { violations })

const PER_DAY = {
  quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
  quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
  quotaDimensions: { location: 'global', model: MODEL },
  quotaValue: '250',
}
const PER_MINUTE = {
  quotaMetric: 'generativelanguage.googleapis.com/generate_content_paid_tier_input_token_count',
  quotaId: 'GenerateContentPaidTierInputTokensPerModelPerMinute',
  quotaDimensions: { location: 'global', model: MODEL },
  quotaValue: '1000000',
}

describe('the limits of a Gemini project', () => {
  test('are the quotas that refused a call', () => {
    const spent = {
      scope: { kind: 'model', model: MODEL },
      left: 0,
      grain: 1,
      countsCached: true,
      refused: true,
    }
    expect(read([quota(PER_DAY, PER_MINUTE)])).toEqual({
      group: null,
      limits: [
        {
          ...spent,
          name: 'generaterequestsperdayperprojectpermodel-freetier',
          meter: 'requests',
          kind: 'reset',
          windowMs: 86_400_000,
          capacity: 250,
          resetsAt: MIDNIGHT,
        },
        {
          ...spent,
          name: 'generatecontentpaidtierinputtokenspermodelperminute',
          meter: 'input',
          kind: 'refill',
          windowMs: 60_000,
          capacity: 1_000_000,
          resetsAt: null,
        },
      ],
    })
  })

  test('belong to the project that the answer names', () => {
    const info = google('ErrorInfo', { reason: 'RATE_LIMIT_EXCEEDED', metadata: { consumer: 'projects/123' } })
    expect(read([info])).toEqual({ group: 'projects/123', limits: [] })
    expect(read([quota(PER_DAY), info])?.group).toBe('projects/123')
  })

  test.each([
    ['GenerateRequestsPerMinutePerProject', {}, MODEL, { kind: 'account' }],
    ['GenerateRequestsPerMinutePerProjectPerModel', {}, MODEL, { kind: 'model', model: MODEL }],
    ['GenerateRequestsPerMinutePerProjectPerModel', {}, null, { kind: 'account' }],
    ['GenerateRequestsPerMinute', { model: 'gemini-3-pro' }, null, { kind: 'model', model: 'gemini-3-pro' }],
  ])('named %s with %j are for %s as the quota says', (quotaId, quotaDimensions, model, scope) => {
    expect(read([quota({ quotaId, quotaDimensions })], 429, model)?.limits).toMatchObject([{ scope }])
  })

  test.each([
    ['generate_content_input_token_count', 'input'],
    ['generate_content_output_token_count', 'output'],
    ['embed_content_tokens', 'tokens'],
    ['generate_requests_per_model', 'requests'],
  ])('by the metric %s count %s', (metric, meter) => {
    const quotaMetric = `generativelanguage.googleapis.com/${metric}`
    expect(read([quota({ quotaId: 'SomethingPerMinute', quotaMetric })])?.limits).toMatchObject([{ meter }])
  })

  test.each([
    [undefined, null],
    ['0', null],
    ['', null],
    [20, 20],
  ])('of value %j have the size %j', (quotaValue, capacity) => {
    expect(read([quota({ ...PER_DAY, quotaValue })])?.limits).toMatchObject([{ capacity, left: 0 }])
  })

  test('are not told by other answers, nor by a refusal without quotas', () => {
    expect(read([quota(PER_DAY)], 503)).toBeNull()
    expect(read([])).toBeNull()
    expect(read([quota({ quotaId: 'SomethingPerDay' }, { quotaMetric: 'requests' })])).toBeNull()
    const answer = { status: 200, headers: ['x-ratelimit-limit-requests', '5'], body: null, model: MODEL, now: NOW }
    expect(WIRE_FORMATS.gemini.readLimits(answer)).toBeNull()
  })
})
