import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PROTOCOLS } from '../model/protocol.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const HEADERS = [
  'date',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
  'anthropic-ratelimit-unified-5h-status',
  'anthropic-ratelimit-unified-5h-reset',
  'anthropic-ratelimit-tokens-remaining',
  'anthropic-ratelimit-tokens-reset',
  'x-ratelimit-remaining-tokens',
  'x-ratelimit-reset-tokens',
]

const word = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '0',
    '1e9',
    '-1',
    '6m0s',
    'true',
    'rejected',
    '2026-11-22T13:00:00Z',
    '9'.repeat(400),
    'Sun, 22 Nov 2026 12:00:00 GMT',
  ),
)
const error = fc.record(
  {
    type: fc.jsonValue(),
    code: fc.jsonValue(),
    status: fc.jsonValue(),
    message: fc.jsonValue(),
    details: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.tuple(error, fc.nat(200)).map(([value, cut]) => {
    const text = JSON.stringify({ type: 'error', error: value })
    return new TextEncoder().encode(text.slice(0, text.length - cut))
  }),
)

describe('reading a refusal', () => {
  test('never throws and never names an end that is not in the future, whatever came', () => {
    const headers = fc.dictionary(fc.constantFrom(...HEADERS), word)
    fc.assert(
      fc.property(
        fc.constantFrom(...PROTOCOLS),
        fc.integer({ min: 400, max: 599 }),
        body,
        headers,
        (protocol, status, bytes, values) => {
          const refusal = WIRE_FORMATS[protocol].readRefusal({
            status,
            header: (name) => values[name] ?? null,
            headerNames: () => Object.keys(values),
            body: bytes,
            model: 'm',
            now: NOW,
          })
          if (refusal.until !== null) expect(refusal.until).toBeGreaterThan(NOW)
          expect(refusal.status).toBeGreaterThanOrEqual(400)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('%s is no code of any vendor', (code) => {
    for (const protocol of PROTOCOLS) {
      const body = new TextEncoder().encode(JSON.stringify({ error: { type: code, code, status: code, message: '' } }))
      const answer = { status: 400, header: () => null, headerNames: () => [], body, model: null, now: 0 }
      expect(WIRE_FORMATS[protocol].readRefusal(answer)).toMatchObject({ kind: 'request', status: 400 })
    }
  })

  test('of a deeply nested body that was cut off takes no time', () => {
    const answer = { status: 500, header: () => null, headerNames: () => [], model: null, now: NOW }
    const refusal = WIRE_FORMATS.openai.readRefusal({ ...answer, body: new Uint8Array(65_536).fill(91) })
    expect(refusal.kind).toBe('server')
  })

  test('places each credential as its vendor takes it', () => {
    const { anthropic, gemini, openai } = WIRE_FORMATS
    expect(anthropic.placeCredential('sk-ant-api03-x')).toEqual(['x-api-key', 'sk-ant-api03-x'])
    expect(anthropic.placeCredential('sk-ant-oat01-x')).toEqual(['authorization', 'Bearer sk-ant-oat01-x'])
    expect(gemini.placeCredential('AIzaX')).toEqual(['x-goog-api-key', 'AIzaX'])
    expect(openai.placeCredential('sk-proj-x')).toEqual(['authorization', 'Bearer sk-proj-x'])
  })
})
