import { describe, expect, test } from 'vitest'
import type { Protocol } from '../model/protocol.ts'
import { ANTHROPIC_STREAM, GEMINI_DELTA, GEMINI_STREAM, OPENAI_STREAM, RESPONSES_STREAM } from './recorded-streams.ts'
import type { BodyShape, Meter } from './wire-format.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

const NOW = Date.UTC(2026, 10, 22, 12)

function read(protocol: Protocol, text: string, shape: BodyShape = 'events'): Meter {
  const meter = WIRE_FORMATS[protocol].createMeter({ shape, model: 'asked', now: NOW, date: NOW - 5000, onHeld: null })
  meter.feed(new TextEncoder().encode(text))
  return meter
}

const OVERLOADED = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n'
const EXHAUSTED = {
  error: {
    code: 429,
    message: 'Quota.',
    status: 'RESOURCE_EXHAUSTED',
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' }],
  },
}

describe('a stream’s first event', () => {
  test.each([
    ['anthropic', ''],
    ['anthropic', ': comment\n\n'],
    ['anthropic', 'event: ping\ndata: {"type":"ping"}\n\n'],
    ['anthropic', 'event: message_start\ndata: {"type":"message_start"}\n'],
    ['openai', ': OPENROUTER PROCESSING\n\n\n\n'],
    ['openai', 'event: keepalive\ndata: {"type":"keepalive","sequence_number":1}\n\n'],
    ['gemini', '\uFEFF\n'],
  ] as const)('of %s is pending after %j', (protocol, text) => {
    expect(read(protocol, text).first).toBe('pending')
  })

  test.each([
    ['anthropic', ANTHROPIC_STREAM],
    ['openai', OPENAI_STREAM],
    ['openai', RESPONSES_STREAM],
    ['gemini', GEMINI_STREAM],
    ['openai', 'data: [DONE]\n\n'],
  ] as const)('of %s is sound where it is no error', (protocol, text) => {
    expect(read(protocol, text).first).toBe('sound')
  })

  test.each([
    ['anthropic', OVERLOADED, 'overloaded', 529],
    ['anthropic', `event: ping\ndata: {}\n\n${OVERLOADED}`, 'overloaded', 529],
    ['anthropic', 'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error"}}\n\n', 'limit', 429],
    ['anthropic', 'event: error\ndata: {"type":"error","error":{"type":"invalid_request_error"}}\n\n', 'request', 400],
    ['anthropic', 'event: error\ndata: no JSON\n\n', 'server', 500],
    ['anthropic', '{"type":"error","error":{"type":"authentication_error"}}', 'credential', 401],
    ['openai', 'data: {"error":{"message":"Slow down","code":429}}\n\n', 'limit', 429],
    ['openai', 'data: {"error":{"message":"Bad gateway","code":502},"choices":[]}\n\n', 'server', 502],
    [
      'openai',
      'event: error\ndata: {"type":"error","code":"rate_limit_exceeded","message":"x","param":null}\n\n',
      'limit',
      429,
    ],
    [
      'openai',
      'event: response.failed\ndata: {"type":"response.failed","response":{"error":{"code":"server_error"}}}\n\n',
      'server',
      500,
    ],
    ['openai', 'data: {"error":{"type":"insufficient_quota","code":"insufficient_quota"}}\n\n', 'credit', 402],
    ['gemini', `data: ${JSON.stringify(EXHAUSTED)}\n\n`, 'limit', 429],
    ['gemini', `data: [${JSON.stringify(EXHAUSTED)}]\n\n`, 'limit', 429],
    ['gemini', 'data: {"error":{"code":503,"status":"UNAVAILABLE"}}\n\n', 'server', 503],
  ] as const)('of %s that is %j is a refusal', (protocol, text, kind, status) => {
    const meter = read(protocol, text)
    expect(meter.first).toMatchObject({ kind, status })
    expect(meter.failure).toBeNull()
  })

  test('in a Gemini array is its first piece, and its delay counts from now', () => {
    const expected = { kind: 'limit', until: NOW + 37_000 }
    expect(read('gemini', `[${JSON.stringify(EXHAUSTED, null, 2)}\n`, 'array').first).toMatchObject(expected)
    expect(read('gemini', JSON.stringify(EXHAUSTED), 'array').first).toMatchObject(expected)
  })

  test('that was cut off is read at the end if it is an error', () => {
    const meter = read('anthropic', OVERLOADED.trimEnd())
    expect(meter.first).toBe('pending')
    meter.end()
    expect(meter.first).toMatchObject({ kind: 'overloaded' })
  })
})

describe('a later event', () => {
  test.each([
    ['anthropic', ANTHROPIC_STREAM.split('event: message_delta')[0] + OVERLOADED, 'overloaded'],
    [
      'openai',
      `data: {"choices":[]}\n\ndata: {"error":{"code":"server_error"},"choices":[{"finish_reason":"error"}]}\n\n`,
      'server',
    ],
    ['gemini', `${GEMINI_DELTA}data: ${JSON.stringify(EXHAUSTED)}\n\n`, 'limit'],
  ] as const)('of %s that is an error is the stream’s failure, not its end', (protocol, text, kind) => {
    const meter = read(protocol, text)
    expect(meter).toMatchObject({ first: 'sound', ended: false })
    expect(meter.failure).toMatchObject({ kind })
  })

  test.each(['response.completed', 'response.incomplete', 'response.failed'])(
    '%s ends a stream of Responses',
    (type) => {
      const begun = 'event: response.created\ndata: {"type":"response.created","response":{"usage":null}}\n\n'
      const last = `event: ${type}\ndata: {"type":"${type}","response":{"error":{"code":"server_error"},"usage":{"output_tokens":3}}}\n\n`
      const meter = read('openai', begun + last)
      expect(meter).toMatchObject({ first: 'sound', ended: true, failure: null, usage: { output: 3, input: null } })
    },
  )

  test.each(['data: {"choices":[{"delta":{},"finish_reason":"length"}]}\n\n', 'data: [DONE]\n\n'])(
    '%s ends a stream of chunks',
    (text) => {
      expect(read('openai', text).ended).toBe(true)
    },
  )

  test('with a blockReason ends a Gemini stream', () => {
    expect(read('gemini', 'data: {"promptFeedback":{"blockReason":"SAFETY"}}\n\n').ended).toBe(true)
  })

  test('that ends a Gemini stream without counting keeps the count before it', () => {
    const meter = read('gemini', `${GEMINI_DELTA}${GEMINI_DELTA}data: {"candidates":[{"finishReason":"STOP"}]}\n\n`)
    expect(meter).toMatchObject({ ended: true, usage: { input: 20, output: 2 } })
  })

  test('that is too long to be held is read all the same', () => {
    const image = 'A'.repeat(3_000_000)
    const piece = {
      candidates: [{ content: { parts: [{ inlineData: { data: image } }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 7 },
    }
    const meter = read('gemini', `${GEMINI_DELTA}data: ${JSON.stringify(piece)}\n\n`)
    expect(meter).toMatchObject({ first: 'sound', ended: true, usage: { input: 7 }, model: 'gemini-3-pro' })
    const response = { output: [{ result: image }], usage: { input_tokens: 3, output_tokens: 4 }, model: 'gpt' }
    const done = `event: response.completed\ndata: ${JSON.stringify({ type: 'response.completed', response })}\n\n`
    expect(read('openai', done)).toMatchObject({ ended: true, usage: { input: 3, output: 4 }, model: 'gpt' })
  })
})
