import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LimitsTold } from '../model/limit.ts'
import type { Protocol } from '../model/protocol.ts'
import { WIRE_FORMATS } from '../protocols/wire-formats.ts'
import { startFakeProvider } from './provider.ts'
import type { FakeProvider } from './provider.ts'

const START = Date.UTC(2026, 10, 22, 12)
const PATHS = {
  anthropic: '/v1/messages',
  gemini: '/v1beta/models/m:generateContent',
  openai: '/v1/chat/completions',
} as const

let provider: FakeProvider
let now: number

beforeEach(async () => {
  now = START
  provider = await startFakeProvider({ now: () => now })
})

afterEach(() => provider.close())

interface Told {
  readonly status: number
  readonly retryAfter: string | null
  readonly header: (name: string) => string | null
  readonly limits: LimitsTold | null
  readonly json: unknown
}

async function ask(protocol: Protocol, key = 'k', path: string = PATHS[protocol]): Promise<Told> {
  const answer = await fetch(provider.url + path, {
    method: 'POST',
    headers: { 'x-api-key': key },
    body: JSON.stringify({ model: 'm', text: 'x'.repeat(377) }),
  })
  const body = new Uint8Array(await answer.arrayBuffer())
  // The client sorts them by name. The vendor's date is the system's, and not that of the test.
  const headers = [...answer.headers].flat().filter((text, index, all) => all[index - (index % 2)] !== 'date')
  const { status } = answer
  return {
    status,
    retryAfter: answer.headers.get('retry-after'),
    header: (name) => answer.headers.get(name),
    limits: WIRE_FORMATS[protocol].readLimits({ status, headers, body: status === 429 ? body : null, model: 'm', now }),
    json: JSON.parse(new TextDecoder().decode(body)),
  }
}

describe('a key with limits', () => {
  test('tells Anthropic’s clients what is left of requests, uncached input and, one answer late, output', async () => {
    provider.on('k').limits({ requests: 50, input: 50_000, output: 10_000 })
    provider.on('k').otherwise({ kind: 'ok', usage: { input: 5000, cacheRead: 90_000, output: 2000 } })
    const first = await ask('anthropic')
    expect(first.limits?.limits).toMatchObject([
      { name: 'input-tokens', capacity: 50_000, left: 45_000, resetsAt: START + 6000 },
      { name: 'output-tokens', capacity: 10_000, left: 10_000, resetsAt: null },
      { name: 'requests', capacity: 50, left: 49, resetsAt: START + 2000 },
    ])
    expect(first.header('anthropic-ratelimit-tokens-limit')).toBe('50000')
    expect(first.json).toMatchObject({ usage: { input_tokens: 5000, cache_read_input_tokens: 90_000 } })
    expect((await ask('anthropic')).limits?.limits.map(({ left }) => left)).toEqual([40_000, 8000, 48])
  })

  test('refuses what it has too little for, draws nothing for it, and serves again when it has enough', async () => {
    provider.on('k').limits({ input: 10_000 })
    provider.on('k').otherwise({ kind: 'ok', usage: { input: 6000 } })
    expect((await ask('anthropic')).status).toBe(200)
    const refused = await ask('anthropic')
    expect(refused).toMatchObject({ status: 429, retryAfter: '12', json: { error: { type: 'rate_limit_error' } } })
    expect(refused.limits?.limits).toMatchObject([{ name: 'input-tokens', left: 4000 }])
    now += 11_999
    expect((await ask('anthropic')).status).toBe(429)
    now += 1
    expect((await ask('anthropic')).status).toBe(200)
    expect(provider.received('k').map(({ step }) => step)).toEqual(['ok', 'limit', 'limit', 'ok'])
  })

  test('counts output after the fact, and refuses until the debt is paid', async () => {
    provider.on('k').limits({ output: 1000 })
    provider.on('k').otherwise({ kind: 'ok', usage: { output: 1500 } })
    expect((await ask('anthropic')).status).toBe(200)
    const refused = await ask('anthropic')
    expect(refused).toMatchObject({ status: 429, retryAfter: '31' })
    expect(refused.limits?.limits).toMatchObject([{ name: 'output-tokens', left: 0, refused: true }])
  })

  test('tells the input by the length of the prompt where the script does not', async () => {
    provider.on('k').limits({ input: 1000 })
    expect((await ask('anthropic')).json).toMatchObject({ usage: { input_tokens: 100 } })
  })

  test('tells OpenAI’s clients of requests and tokens, and names what refuses', async () => {
    provider.on('k').limits({ requests: 60, tokens: 1000 })
    provider.on('k').otherwise({ kind: 'ok', usage: { input: 400, cacheRead: 100, output: 100 } })
    expect((await ask('openai')).limits?.limits).toMatchObject([
      { name: 'requests', capacity: 60, left: 59, windowMs: 60_000 },
      { name: 'tokens', capacity: 1000, left: 400, windowMs: 60_000, resetsAt: START + 36_000 },
    ])
    const refused = await ask('openai')
    expect(refused).toMatchObject({ status: 429, json: { error: { type: 'tokens', code: 'rate_limit_exceeded' } } })
    expect(refused.limits?.limits.map((limit) => limit.refused)).toEqual([false, true])
  })

  test('tells Gemini’s clients nothing until a quota refuses', async () => {
    provider.on('k').limits({ requests: 1, organization: '123' })
    expect((await ask('gemini')).limits).toBeNull()
    expect((await ask('gemini')).limits).toMatchObject({
      group: 'projects/123',
      limits: [{ meter: 'requests', capacity: 1, windowMs: 60_000, scope: { kind: 'model', model: 'm' } }],
    })
  })

  test('has an organisation of its own, or shares the buckets of one', async () => {
    for (const key of ['a', 'b']) provider.on(key).limits({ requests: 10 })
    for (const key of ['c', 'd']) provider.on(key).limits({ requests: 10, organization: 'shared' })
    const [a, b, c, d] = [
      await ask('anthropic', 'a'),
      await ask('anthropic', 'b'),
      await ask('anthropic', 'c'),
      await ask('anthropic', 'd'),
    ]
    expect(a.limits?.group).not.toBe(b.limits?.group)
    expect(b.limits?.limits).toMatchObject([{ left: 9 }])
    expect([c, d].map(({ limits }) => [limits?.group, limits?.limits[0]?.left])).toEqual([
      ['shared', 9],
      ['shared', 8],
    ])
  })

  test('tells what is left with every answer, and counts only what models work on', async () => {
    provider
      .on('k')
      .limits({ requests: 10 })
      .script([{ kind: 'overload' }])
    expect((await ask('anthropic')).limits?.limits).toMatchObject([{ left: 10 }])
    expect((await ask('anthropic', 'k', '/v1/messages/count_tokens')).limits?.limits).toMatchObject([{ left: 10 }])
  })

  test('is set over the control endpoint as well, and forgotten with the rest', async () => {
    await fetch(`${provider.url}/__fake/keys/k`, { method: 'PUT', body: '{"limits":{"requests":1}}' })
    expect([(await ask('anthropic')).status, (await ask('anthropic')).status]).toEqual([200, 429])
    provider.reset()
    expect((await ask('anthropic')).limits?.limits).toMatchObject([{ capacity: 4000 }, { name: 'tokens' }])
  })
})

test('what an answer says of limits may be scripted word for word', async () => {
  provider.on('k').script([{ kind: 'ok', limitHeaders: [['anthropic-ratelimit-requests-limit', '7']] }])
  expect((await ask('anthropic')).limits).toMatchObject({ group: null, limits: [{ capacity: 7, left: null }] })
})
