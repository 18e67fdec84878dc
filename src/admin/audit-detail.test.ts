import { describe, expect, it } from 'vitest'
import { toAuditDetail } from './audit-detail.ts'

function told(given: unknown): unknown {
  return JSON.parse(toAuditDetail(given) ?? 'null')
}

describe('what the audit log keeps of a body', () => {
  it('has numbers and truths whatever they are of, since those hold no secret', () => {
    const given = { max_buffered_bytes: 1_000, a_truth_of_the_future: false, a_text_of_the_future: 'canary' }
    expect(told(given)).toEqual({ ...given, a_text_of_the_future: '***' })
  })

  it('is the values that cannot hold a secret, and the names of all others', () => {
    expect(
      told({
        name: 'work',
        weight: 2,
        scopes: ['call', 'admin'],
        budget: { usd: 5, per: 'day' },
        expires_at: null,
        api_key: 'canary',
        note: 'canary',
        base_url: 'https://user:canary@host',
        model_map: { canary: 'canary' },
        key: 'canary',
        a_field_of_the_future: ['canary'],
      }),
    ).toEqual({
      name: 'work',
      weight: 2,
      scopes: ['call', 'admin'],
      budget: { usd: 5, per: 'day' },
      expires_at: null,
      api_key: '***',
      note: '***',
      base_url: '***',
      model_map: '***',
      key: '***',
      a_field_of_the_future: '***',
    })
  })

  it('is no longer than it has to be', () => {
    const long = 'x'.repeat(5_000)
    const detail = told({ name: long, models: Array.from({ length: 100 }, () => long), budget: { a: { b: long } } })
    expect(detail).toMatchObject({ name: `${'x'.repeat(200)}…`, budget: { a: '***' } })
    expect(JSON.stringify(detail).length).toBeLessThan(5_000)
  })

  it('is nothing where nothing was set', () => {
    for (const given of [undefined, null, 'text', 5, [], {}]) expect(toAuditDetail(given)).toBeNull()
  })
})
