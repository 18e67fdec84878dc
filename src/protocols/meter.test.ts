import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import fc from 'fast-check'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import type { Protocol } from '../model/protocol.ts'
import * as recorded from './recorded-streams.ts'
import type { BodyShape, Meter } from './wire-format.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

interface Recording {
  readonly protocol: Protocol
  readonly shape: BodyShape
  readonly text: string
  readonly usage: Meter['usage']
  readonly model: string
}

const RECORDINGS: Readonly<Record<string, Recording>> = {
  'Anthropic Messages': {
    protocol: 'anthropic',
    shape: 'events',
    text: recorded.ANTHROPIC_STREAM,
    usage: { input: 12, output: 42, cacheRead: 2000, cacheWrite5m: 100, cacheWrite1h: 200 },
    model: 'claude-sonnet-5-20260901',
  },
  'OpenAI Chat Completions': {
    protocol: 'openai',
    shape: 'events',
    text: recorded.OPENAI_STREAM,
    usage: { input: 232, output: 50, cacheRead: 768, cacheWrite5m: null, cacheWrite1h: null },
    model: 'gpt-5.6-2026-08-01',
  },
  'OpenAI Responses': {
    protocol: 'openai',
    shape: 'events',
    text: recorded.RESPONSES_STREAM,
    usage: { input: 20, output: 7, cacheRead: 64, cacheWrite5m: 6, cacheWrite1h: null },
    model: 'gpt-5.6-2026-08-01',
  },
  'Gemini events': {
    protocol: 'gemini',
    shape: 'events',
    text: recorded.GEMINI_STREAM,
    usage: { input: 17, output: 130, cacheRead: 8, cacheWrite5m: null, cacheWrite1h: null },
    model: 'gemini-3-pro',
  },
  'Gemini array': {
    protocol: 'gemini',
    shape: 'array',
    text: recorded.GEMINI_ARRAY,
    usage: { input: 17, output: 130, cacheRead: 8, cacheWrite5m: null, cacheWrite1h: null },
    model: 'gemini-3-pro',
  },
}

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

function meter({ protocol, shape }: Pick<Recording, 'protocol' | 'shape'>): Meter {
  return WIRE_FORMATS[protocol].createMeter({ shape, model: 'asked', now: 1_000_000, date: null, onHeld: null })
}

function feed(to: Meter, bytes: Uint8Array, cuts: readonly number[]): Meter {
  const ends = [...cuts.map((share) => Math.floor(share * (bytes.length + 1))).sort((a, b) => a - b), bytes.length]
  let start = 0
  for (const end of ends) {
    const chunk = bytes.slice(start, end)
    to.feed(chunk)
    chunk.fill(0)
    start = end
  }
  to.end()
  return to
}

const facts = ({ first, failure, ended, usage, model }: Meter): object => ({ first, failure, ended, usage, model })
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })

describe.each(Object.entries(RECORDINGS))('the meter of %s', (_, recording) => {
  const { text, usage, model } = recording
  const expected = { first: 'sound', failure: null, ended: true, usage, model }

  test('reads the same facts however the stream is cut into chunks and whatever ends its lines', () => {
    const ends = fc.constantFrom('\n', '\r\n', '\r')
    const start = fc.constantFrom('', '\uFEFF', '\n\n', ': hello\n\n')
    fc.assert(
      fc.property(cuts, ends, start, (at, end, lead) => {
        const isJson = recording.shape === 'array'
        const stream = isJson ? text : lead + text.replaceAll('\r\n', '\n').replaceAll('\n', end)
        expect(facts(feed(meter(recording), encode(stream), at))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })

  test('reads the same facts byte by byte', () => {
    const bytes = encode(text)
    const one = meter(recording)
    for (let i = 0; i < bytes.length; i += 1) one.feed(bytes.slice(i, i + 1))
    one.end()
    expect(facts(one)).toEqual(expected)
  })

  test('never takes a stream for ended that was cut off before its end mark', () => {
    const bytes = encode(text)
    const whole = meter(recording)
    let mark = 0
    for (; mark < bytes.length && !whole.ended; mark += 1) whole.feed(bytes.slice(mark, mark + 1))
    for (const length of [0, 1, 10, mark - 100, mark - 2, mark - 1]) {
      expect(feed(meter(recording), bytes.slice(0, length), []).ended).toBe(false)
    }
  })
})

/** A `fetch` for the vendors' clients that answers one stream. */
function answering(text: string) {
  return async () => new Response(encode(text), { headers: { 'content-type': 'text/event-stream' } })
}

describe('what the meter reads is what the official client reads', () => {
  test('of Anthropic Messages', async () => {
    const client = new Anthropic({ apiKey: 'k', fetch: answering(recorded.ANTHROPIC_STREAM) })
    const { usage, model } = await client.messages
      .stream({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'hi' }] })
      .finalMessage()
    expect(RECORDINGS['Anthropic Messages']).toMatchObject({
      model,
      usage: { input: usage.input_tokens, output: usage.output_tokens, cacheRead: usage.cache_read_input_tokens },
    })
  })

  test('of Chat Completions', async () => {
    const client = new OpenAI({ apiKey: 'k', fetch: answering(recorded.OPENAI_STREAM) })
    const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    const usage = chunks.at(-1)?.usage
    const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0
    expect(RECORDINGS['OpenAI Chat Completions']?.usage).toMatchObject({
      input: (usage?.prompt_tokens ?? 0) - cached,
      output: usage?.completion_tokens,
      cacheRead: cached,
    })
  })

  test('of Gemini', async () => {
    const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { fetch: answering(recorded.GEMINI_STREAM) } })
    const pieces = []
    for await (const piece of await client.models.generateContentStream({ model: 'm', contents: 'hi' }))
      pieces.push(piece)
    const usage = pieces.at(-1)?.usageMetadata
    expect(RECORDINGS['Gemini events']?.usage).toMatchObject({
      output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
      cacheRead: usage?.cachedContentTokenCount,
    })
  })
})
