import {
  array,
  assert,
  boolean,
  constantFrom,
  double,
  integer,
  oneof,
  option,
  property,
  record,
  string,
} from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleAttempt, exampleRow } from '../../../test/contracts/example-row.ts'
import { GATEWAY_ERROR_CODES } from '../../model/errors.ts'
import { createRowEncoder, decodeRows } from './row-codec.ts'

const text = string({ unit: 'binary', maxLength: 20 })
const maybeText = option(text)
const whole = integer({ min: 0 })
const maybeWhole = option(whole)
const roomSeen = record({
  account: text,
  room: double({ noNaN: true, noDefaultInfinity: true }),
  limit: maybeText,
  reserved: whole,
  waitMs: maybeWhole,
})
const seen = array(roomSeen, { maxLength: 20 })
const attempt = record(
  {
    accountId: text,
    account: text,
    reason: text,
    startedMs: whole,
    tookMs: whole,
    status: maybeWhole,
    result: text,
    seen,
    heldMs: whole,
  },
  { requiredKeys: ['accountId', 'account', 'reason', 'startedMs', 'tookMs', 'status', 'result'] },
)
const COLUMNS = {
  id: integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  time: whole,
  pool: text,
  protocol: constantFrom('anthropic', 'gemini', 'openai'),
  operation: constantFrom('generate', 'count', 'other'),
  method: text,
  path: text,
  model: maybeText,
  stream: boolean(),
  client: maybeText,
  status: whole,
  end: constantFrom('ok', 'failed', 'cut', 'gone'),
  error: option(constantFrom(...GATEWAY_ERROR_CODES)),
  accountId: maybeText,
  account: maybeText,
  provider: maybeText,
  durationMs: whole,
  firstByteMs: maybeWhole,
  usage: record({
    input: maybeWhole,
    output: maybeWhole,
    cacheRead: maybeWhole,
    cacheWrite5m: maybeWhole,
    cacheWrite1h: maybeWhole,
  }),
  attempts: array(attempt, { maxLength: 6 }),
  available: whole,
  passedOver: array(record({ account: text, why: text, until: maybeWhole }), { maxLength: 6 }),
}
const row = oneof(record(COLUMNS), record({ ...COLUMNS, noRoom: record({ heldMs: whole, seen }) }))

describe('rows on their way to the writer', () => {
  test('arrive as they were', () => {
    const encoder = createRowEncoder()
    assert(
      property(array(row, { maxLength: 20 }), (rows) => {
        for (const each of rows) encoder.add(each)
        expect(encoder.count).toBe(rows.length)
        expect(decodeRows(structuredClone(encoder.take()))).toEqual(rows)
      }),
      { numRuns: 1_000 },
    )
  })

  test('take up more room as they become more', () => {
    const encoder = createRowEncoder()
    const rows = Array.from({ length: 500 }, (_, id) => exampleRow(id, { attempts: Array(5).fill(exampleAttempt()) }))
    for (const each of rows) encoder.add(each)
    const taken = encoder.take()
    expect(decodeRows(taken)).toEqual(rows)
    expect(taken.texts.length).toBeLessThan(20)
    expect(encoder.count).toBe(0)
  })

  test('have bounded texts and tell of a bounded number of accounts that were passed over', () => {
    const encoder = createRowEncoder()
    const passedOver = Array.from({ length: 10_000 }, (_, n) => ({ account: `key-${n}`, why: 'cooling', until: n }))
    encoder.add(exampleRow(1, { path: `/v1/${'x'.repeat(100_000)}`, passedOver }))
    const [decoded] = decodeRows(encoder.take())
    expect(decoded?.path.length).toBeLessThan(600)
    expect(decoded?.passedOver).toEqual(passedOver.slice(0, 50))
  })
})
