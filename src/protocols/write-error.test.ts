import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { GATEWAY_ERRORS, type GatewayError, type GatewayErrorCode } from '../model/errors.ts'
import { PROTOCOLS } from '../model/protocol.ts'
import { ANTHROPIC_STREAM, GEMINI_STREAM, OPENAI_STREAM, RESPONSES_STREAM } from './recorded-streams.ts'
import { WIRE_FORMATS } from './wire-formats.ts'

const CODES = Object.keys(GATEWAY_ERRORS) as GatewayErrorCode[]
const BROKEN = error('upstream_broken')
const prompt = { model: 'm', max_tokens: 1, messages: [{ role: 'user' as const, content: 'hi' }] }

function error(code: GatewayErrorCode): GatewayError {
  return { code, message: `It is "${code}".\nDo this.`, retryAfterS: null }
}

/** A `fetch` for the vendors' clients. */
function answering(body: string, status = 200) {
  const type = status === 200 ? 'text/event-stream' : 'application/json'
  return async () => new Response(body, { status, headers: { 'content-type': type } })
}

async function caught(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run()
    return null
  } catch (thrown) {
    return thrown
  }
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  const seen = []
  for await (const event of stream) seen.push(event)
}

const half = (stream: string): string => stream.slice(0, stream.length / 2)

/** The whole events among the first half. */
function wholeEvents(stream: string): string {
  return stream.slice(0, stream.lastIndexOf('\n\n', stream.length / 2) + 2)
}

describe('the gateway’s own error', () => {
  test.each(CODES)('%s is read by every official client as the error of its status', async (code) => {
    const status = GATEWAY_ERRORS[code]
    const written = (protocol: 'anthropic' | 'gemini' | 'openai') =>
      answering(WIRE_FORMATS[protocol].writeError(error(code), 'req_7'), status)
    const claude = new Anthropic({ apiKey: 'k', maxRetries: 0, fetch: written('anthropic') })
    const gpt = new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: written('openai') })
    const gemini = new GoogleGenAI({
      apiKey: 'k',
      httpOptions: { fetch: written('gemini'), retryOptions: { attempts: 1 } },
    })
    const thrown = await caught(() => claude.messages.create(prompt))
    expect(thrown).toBeInstanceOf(Anthropic.APIError)
    expect(thrown).toMatchObject({ status, apiMessage: error(code).message, error: { request_id: 'req_7' } })
    expect(await caught(() => gpt.chat.completions.create({ model: 'm', messages: [] }))).toMatchObject({
      status,
      code,
    })
    expect(await caught(() => gemini.models.generateContent({ model: 'm', contents: 'hi' }))).toMatchObject({ status })
  })

  test('has the type and status that the vendor uses', () => {
    const { anthropic, gemini, openai } = WIRE_FORMATS
    const cooling = error('pool_cooling')
    expect(JSON.parse(anthropic.writeError(cooling, 'r'))).toEqual({
      type: 'error',
      error: { type: 'rate_limit_error', message: cooling.message },
      request_id: 'r',
    })
    expect(JSON.parse(gemini.writeError(cooling, 'r'))).toEqual({
      error: { code: 429, message: cooling.message, status: 'RESOURCE_EXHAUSTED' },
    })
    expect(JSON.parse(gemini.writeError({ ...cooling, retryAfterS: 90 }, 'r'))).toMatchObject({
      error: { details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '90s' }] },
    })
    expect(JSON.parse(openai.writeError(cooling, 'r'))).toEqual({
      error: { message: cooling.message, type: 'rate_limit_error', param: null, code: 'pool_cooling' },
    })
    expect(JSON.parse(openai.writeError({ ...cooling, retryAfterS: 61 }, 'r'))).toMatchObject({
      error: { type: 'usage_limit_reached', code: 'pool_cooling' },
    })
    expect(JSON.parse(openai.writeError(error('budget_exceeded'), 'r'))).toMatchObject({
      error: { type: 'insufficient_quota', code: 'budget_exceeded' },
    })
  })
})

describe('the error of a stream that broke', () => {
  const message = BROKEN.message
  test('reaches Anthropic’s client', async () => {
    const body = wholeEvents(ANTHROPIC_STREAM) + WIRE_FORMATS.anthropic.writeStreamError(BROKEN, 'events')
    const client = new Anthropic({ apiKey: 'k', fetch: answering(body) })
    const thrown = await caught(() => client.messages.stream(prompt).finalMessage())
    expect(thrown).toMatchObject({ type: 'api_error', apiMessage: message })
  })

  test.each([OPENAI_STREAM, RESPONSES_STREAM])('reaches OpenAI’s client', async (stream) => {
    const body = wholeEvents(stream) + WIRE_FORMATS.openai.writeStreamError(BROKEN, 'events')
    const client = new OpenAI({ apiKey: 'k', fetch: answering(body) })
    const thrown = await caught(async () =>
      drain(await client.responses.create({ model: 'm', input: 'hi', stream: true })),
    )
    expect(thrown).toMatchObject({ code: 'upstream_broken' })
  })

  test('reaches Gemini’s client', async () => {
    const lines = GEMINI_STREAM.replaceAll('\r\n', '\n')
    const body = wholeEvents(lines) + WIRE_FORMATS.gemini.writeStreamError(BROKEN, 'events')
    const client = new GoogleGenAI({ apiKey: 'k', httpOptions: { fetch: answering(body) } })
    const thrown = await caught(async () =>
      drain(await client.models.generateContentStream({ model: 'm', contents: 'hi' })),
    )
    expect(thrown).toBeInstanceOf(ApiError)
    expect(thrown).toMatchObject({ status: 502 })
  })

  test('is one more piece of a Gemini array, and closes it', () => {
    const body = `[{"candidates":[]}${WIRE_FORMATS.gemini.writeStreamError(BROKEN, 'array')}`
    expect(JSON.parse(body)).toMatchObject([
      { candidates: [] },
      { error: { code: 502, status: 'UNAVAILABLE', message } },
    ])
  })

  test.each(PROTOCOLS)('is an error to whoever reads %s, also after an event that was cut off', (protocol) => {
    const stream = { anthropic: ANTHROPIC_STREAM, openai: OPENAI_STREAM, gemini: GEMINI_STREAM }[protocol]
    const format = WIRE_FORMATS[protocol]
    const meter = format.createMeter({ shape: 'events', model: null, now: 0, date: null, onHeld: null })
    meter.feed(new TextEncoder().encode(half(stream) + format.writeStreamError(BROKEN, 'events')))
    expect(meter).toMatchObject({ first: 'sound', failure: { kind: 'server' }, ended: false })
  })
})
