import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PROTOCOLS } from '../model/protocol.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

const name = fc.oneof(
  fc.string(),
  fc.constantFrom('date', 'Date', 'anthropic-organization-id', 'openai-project', 'x-ratelimit-limit', 'toString'),
  fc
    .tuple(
      fc.constantFrom('anthropic-ratelimit', 'anthropic-fast', 'anthropic-ratelimit-unified'),
      fc.constantFrom('requests', 'tokens', 'input-tokens', '5h', '7d_opus', '7d_oi', 'overage', '__proto__'),
      fc.constantFrom('limit', 'remaining', 'reset', 'status', 'utilization'),
    )
    .map((parts) => parts.join('-')),
  fc
    .tuple(
      fc.constantFrom('limit', 'remaining', 'reset'),
      fc.oneof(fc.string(), fc.constantFrom('requests', 'tokens', 'tokens-day', 'constructor')),
    )
    .map((parts) => `x-ratelimit-${parts.join('-')}`),
)
const value = fc.oneof(
  fc.string(),
  fc.integer().map(String),
  fc.double().map(String),
  fc.constantFrom('0', '-1', '1e400', '9'.repeat(400), 'rejected', '6m0s', '99999999999d', '2026-11-22T13:00:00Z'),
  fc.constantFrom('Sun, 22 Nov 2026 12:00:00 GMT', 'Sun, 22 Nov 275761 12:00:00 GMT'),
)
const violation = fc.record(
  { quotaId: fc.jsonValue(), quotaMetric: fc.jsonValue(), quotaValue: fc.jsonValue(), quotaDimensions: fc.jsonValue() },
  { requiredKeys: [] },
)
const details = fc.oneof(
  fc.jsonValue(),
  fc
    .array(fc.oneof(violation, fc.constant({ quotaId: 'RequestsPerDay' })))
    .map((violations) => [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations }]),
)
const body = fc.oneof(
  fc.constant(null),
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(fc.jsonValue(), details, fc.nat(200)).map(([type, details, cut]) => {
    const text = JSON.stringify({ error: { type, details } })
    return new TextEncoder().encode(text.slice(0, text.length - cut))
  }),
)

test('reading limits never throws, and tells no numbers that are none and no reset that is past', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PROTOCOLS),
      fc.constantFrom(200, 400, 429, 529),
      fc.array(fc.oneof(name, value), { maxLength: 24 }),
      body,
      fc.option(fc.string()),
      (protocol, status, headers, bytes, model) => {
        const told = WIRE_FORMATS[protocol].readLimits({ status, headers, body: bytes, model, now: NOW })
        for (const { capacity, left, windowMs, resetsAt, refused } of told?.limits ?? []) {
          if (capacity !== null) expect(capacity).toBeGreaterThan(0)
          if (left !== null) expect(Number.isFinite(left)).toBe(true)
          if (windowMs !== null) expect(windowMs).toBeGreaterThan(0)
          if (resetsAt !== null) expect(resetsAt).toBeGreaterThan(NOW)
          if (refused) expect(status).toBe(429)
        }
      },
    ),
    { numRuns: 5000 },
  )
})

test('names that everything has are no limits', () => {
  const headers = ['x-ratelimit-constructor-requests', '1', 'anthropic-ratelimit-unified-toString', '1']
  for (const protocol of PROTOCOLS) {
    expect(WIRE_FORMATS[protocol].readLimits({ status: 200, headers, body: null, model: null, now: NOW })).toBeNull()
  }
})
