import { describe, expect, test } from 'vitest'
import { NO_USAGE } from '../model/usage.ts'
import type { Protocol } from '../model/protocol.ts'
import type { BodyShape, Meter } from './wire-format.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

function read(protocol: Protocol, text: string, shape: BodyShape = 'json'): Meter {
  const meter = WIRE_FORMATS[protocol].createMeter({ shape, model: 'asked', now: 0, date: null, onHeld: null })
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += 1000) meter.feed(bytes.slice(at, at + 1000))
  meter.end()
  return meter
}

const long = 'word '.repeat(100_000)

describe('the meter of a body that is no stream', () => {
  test('reads usage wherever it stands, past what a call’s own arguments say', () => {
    const content = [
      { type: 'tool_use', input: { usage: { input_tokens: 999 }, model: 'no' } },
      { type: 'text', text: long },
    ]
    const usage = { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 0, cache_creation_input_tokens: 4 }
    const expected = { input: 5, output: 7, cacheRead: 0, cacheWrite5m: 4, cacheWrite1h: null }
    for (const body of [
      { model: 'claude', content, usage },
      { usage, content, model: 'claude' },
    ]) {
      expect(read('anthropic', JSON.stringify({ type: 'message', ...body }))).toMatchObject({
        usage: expected,
        model: 'claude',
      })
    }
  })

  test('tells 5-minute and 1-hour writes apart', () => {
    const usage = {
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
    }
    expect(read('anthropic', JSON.stringify({ type: 'message', usage })).usage).toEqual({
      ...NO_USAGE,
      cacheWrite5m: 10,
      cacheWrite1h: 20,
    })
  })

  test('reads OpenAI’s chat, responses and embeddings', () => {
    const chat = {
      model: 'gpt',
      choices: [{ message: { content: long }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } },
    }
    expect(read('openai', JSON.stringify(chat, null, 2)).usage).toEqual({
      ...NO_USAGE,
      input: 5,
      output: 1,
      cacheRead: 4,
    })
    const response = { object: 'response', error: null, output: [], usage: { input_tokens: 9, output_tokens: 2 } }
    expect(read('openai', JSON.stringify(response)).usage).toEqual({ ...NO_USAGE, input: 9, output: 2 })
    const embeddings = {
      object: 'list',
      data: [{ embedding: Array.from({ length: 9000 }, () => 0.125) }],
      usage: { prompt_tokens: 3, total_tokens: 3 },
    }
    expect(read('openai', JSON.stringify(embeddings)).usage).toEqual({ ...NO_USAGE, input: 3 })
  })

  test('reads Gemini’s', () => {
    const body = {
      candidates: [{ content: { parts: [{ text: long }] } }],
      usageMetadata: { promptTokenCount: 4 },
      modelVersion: 'g',
    }
    expect(read('gemini', JSON.stringify(body))).toMatchObject({ usage: { ...NO_USAGE, input: 4 }, model: 'g' })
  })

  test.each(['', '{"usage":', '[]', 'null', '<html>', '{"usage":{"input_tokens":-1,"output_tokens":"5"},"model":7}'])(
    'knows nothing where nothing is said, which is not zero: %s',
    (text) => {
      expect(read('anthropic', text)).toMatchObject({ usage: NO_USAGE, model: 'asked', first: 'sound', ended: true })
    },
  )

  test('reads nothing of an opaque one', () => {
    const meter = read('openai', '{"usage":{"prompt_tokens":9}}', 'opaque')
    expect(meter).toMatchObject({ usage: NO_USAGE, model: 'asked', first: 'sound', failure: null, ended: true })
  })
})
