import { createHash } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { zstdDecompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startFakeProvider } from './provider.ts'
import type { FakeProvider } from './provider.ts'

let provider: FakeProvider

beforeEach(async () => {
  provider = await startFakeProvider({ seed: 7 })
})

afterEach(() => provider.close())

function post(path: string, body: unknown, key = 'k'): Promise<Response> {
  return fetch(provider.url + path, { method: 'POST', headers: { 'x-api-key': key }, body: JSON.stringify(body) })
}

async function playByChance(): Promise<number[]> {
  const other = await startFakeProvider({ seed: 3 })
  other.on('k').chance([
    { weight: 1, step: { kind: 'ok' } },
    { weight: 1, step: { kind: 'overload' } },
  ])
  const statuses: number[] = []
  for (let count = 0; count < 12; count += 1) {
    const answer = await fetch(`${other.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k' },
      body: '{}',
    })
    statuses.push(answer.status)
  }
  await other.close()
  return statuses
}

const MESSAGE = { model: 'm', max_tokens: 9, messages: [] }

describe('what it answers when all is well', () => {
  test('a message, with the usage that the script says', async () => {
    provider.on('k').script([{ kind: 'ok', words: 2, usage: { input: 5, cacheWrite1h: 3 } }])
    const answer = await post('/v1/messages', MESSAGE)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('request-id')).toMatch(/^req_/)
    expect(await answer.json()).toMatchObject({
      type: 'message',
      model: 'm',
      content: [{ type: 'text', text: 'Hello from' }],
      usage: { input_tokens: 5, output_tokens: 2, cache_creation: { ephemeral_1h_input_tokens: 3 } },
    })
  })

  test('a stream of events that ends with its end mark', async () => {
    const body = await (await post('/v1/messages', { ...MESSAGE, stream: true })).text()
    expect(body.startsWith('event: message_start\n')).toBe(true)
    expect(body.endsWith('event: message_stop\ndata: {"type":"message_stop"}\n\n')).toBe(true)
  })

  test("both of Gemini's streaming forms", async () => {
    const path = '/v1beta/models/g:streamGenerateContent'
    const array: unknown = await (await post(path, {})).json()
    const events = await (await post(`${path}?alt=sse`, {})).text()
    expect(array).toHaveLength(8)
    expect(events.split('\n\n').filter((event) => event !== '')).toHaveLength(8)
    expect(events).toContain('"finishReason":"STOP"')
  })

  test('chat and responses, each in its own form', async () => {
    const chat = await (
      await post('/v1/chat/completions', { stream: true, stream_options: { include_usage: true } })
    ).text()
    expect(chat.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(chat).toContain('"completion_tokens":8')
    const response = await (await post('/v1/responses', { stream: true })).text()
    expect(response.trimEnd().split('\n').at(-2)).toBe('event: response.completed')
  })
})

describe('what a script can do', () => {
  test('each request takes one step, then the default holds', async () => {
    provider
      .on('k')
      .script([{ kind: 'fail', status: 500 }, { kind: 'overload' }])
      .otherwise({ kind: 'forbid' })
    const statuses: number[] = []
    for (let count = 0; count < 4; count += 1) statuses.push((await post('/v1/messages', MESSAGE)).status)
    expect(statuses).toEqual([500, 529, 403, 403])
    expect((await post('/v1/messages', MESSAGE, 'another')).status).toBe(200)
  })

  test('a limit says what it is told to say and no more', async () => {
    provider.on('k').script([{ kind: 'limit' }, { kind: 'limit', retryAfter: '7', resetS: 9, shouldRetry: true }])
    const silent = await post('/v1/messages', MESSAGE)
    const told = await post('/v1/messages', MESSAGE)
    expect([...silent.headers.keys()].filter((name) => /retry|ratelimit/.test(name))).toEqual([])
    expect(told.headers.get('retry-after')).toBe('7')
    expect(told.headers.get('x-should-retry')).toBe('true')
    expect(told.headers.get('anthropic-ratelimit-requests-remaining')).toBe('0')
  })

  test('the same seed makes the same chances', async () => {
    const first = await playByChance()
    expect(await playByChance()).toEqual(first)
    expect(new Set(first)).toEqual(new Set([200, 529]))
  })

  test.each(['before-body', 'after-body', 'after-head', 'mid-stream'] as const)(
    'a connection that breaks %s',
    async (at) => {
      provider.on('k').script([{ kind: 'break', at }])
      const all = post('/v1/messages', { ...MESSAGE, stream: true }).then((answer) => answer.text())
      await expect(all).rejects.toThrow(/fetch failed|terminated/)
    },
  )

  test('a stream without its end mark ends cleanly', async () => {
    provider.on('k').script([{ kind: 'truncate' }])
    const body = await (await post('/v1/messages', { ...MESSAGE, stream: true })).text()
    expect(body).toContain('message_start')
    expect(body).not.toContain('message_stop')
  })

  test.each(['gzip', 'br', 'deflate', 'zstd'] as const)('a stream in %s', async (encoding) => {
    provider.on('k').otherwise({ kind: 'ok', encoding, words: 3 })
    for (const stream of [true, false]) {
      const answer = await post('/v1/messages', { ...MESSAGE, stream })
      expect(answer.headers.get('content-encoding')).toBe(encoding)
      expect(await answer.text()).toContain('Hello')
    }
    const raw = await new Promise<Buffer>((resolve, reject) => {
      const chunks: Buffer[] = []
      request(`${provider.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'k' } }, (answer) => {
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('end', () => resolve(Buffer.concat(chunks)))
      })
        .on('error', reject)
        .end('{}')
    })
    if (encoding === 'zstd') expect(zstdDecompressSync(raw).toString()).toContain('Hello')
  })

  test('interim answers, trailers and chunks of any size', async () => {
    provider
      .on('k')
      .script([{ kind: 'ok', interim: [[103, [['link', '</x>']]]], trailers: [['x-sum', '1']], chunkBytes: 5 }])
    const seen = await new Promise<unknown>((resolve, reject) => {
      let interim = 0
      request(`${provider.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'k' } }, (answer) => {
        text(answer).then(
          (body) => resolve({ interim, trailers: answer.trailers, sound: body.includes('你好') }),
          reject,
        )
      })
        .on('information', (head) => (interim = head.statusCode))
        .on('error', reject)
        .end('{"stream":true}')
    })
    expect(seen).toEqual({ interim: 103, trailers: { 'x-sum': '1' }, sound: true })
  })

  test('bytes as they are, whatever they are', async () => {
    provider.on('').script([{ kind: 'wire', text: 'HTTP/1.1 299 Odd\r\nX-A: 1\r\nx-a: 2\r\n\r\nbody' }])
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1')
    socket.write('GET /v1/x HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await text(socket)).toBe('HTTP/1.1 299 Odd\r\nX-A: 1\r\nx-a: 2\r\n\r\nbody')
  })
})

describe('what it remembers', () => {
  test('the request to the letter, and the connection it came on', async () => {
    await (await post('/v1/messages?beta=true', MESSAGE)).text()
    const [first] = provider.received('k')
    expect(first).toMatchObject({
      method: 'POST',
      target: '/v1/messages?beta=true',
      bodySha256: createHash('sha256').update(JSON.stringify(MESSAGE)).digest('hex'),
      body: JSON.stringify(MESSAGE),
      abortedAt: null,
    })
    expect(first?.rawHeaders).toContain('x-api-key')
    expect(provider.counts()).toMatchObject({ total: 1, byKey: { k: 1 } })
  })

  test('which requests shared a connection', async () => {
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1')
    socket.write('GET /v1/a HTTP/1.1\r\nHost: a\r\n\r\nGET /v1/b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await text(socket)
    const [first, second] = provider.received()
    expect(second?.connection).toBe(first?.connection)
    expect(provider.counts().connections).toBe(1)
  })

  test('is held until it is let go of, and not held any more after that', async () => {
    provider.on('k').otherwise({ kind: 'ok', held: true })
    let answered = 0
    const asked = [1, 2].map(async () => {
      const { status } = await post('/v1/messages', MESSAGE)
      answered += 1
      return status
    })
    await expect.poll(() => provider.counts().open).toBe(2)
    expect(answered).toBe(0)
    provider.release()
    expect(await Promise.all(asked)).toEqual([200, 200])
    expect((await post('/v1/messages', MESSAGE)).status).toBe(200)
  })

  test('when the other side went away', async () => {
    provider.on('k').script([{ kind: 'ok', firstAfterMs: 60_000 }])
    const stop = new AbortController()
    const options = { method: 'POST', headers: { 'x-api-key': 'k' }, body: '{"stream":true}', signal: stop.signal }
    const answer = await fetch(`${provider.url}/v1/messages`, options)
    expect(answer.status).toBe(200)
    stop.abort()
    await expect.poll(() => provider.received('k')[0]?.abortedAt ?? 0).toBeGreaterThan(0)
    expect(provider.counts().open).toBe(0)
  })
})

test('a provider in another process is driven over HTTP', async () => {
  const behaviour = JSON.stringify({ steps: [{ kind: 'overload' }] })
  expect((await fetch(`${provider.url}/__fake/keys/k`, { method: 'PUT', body: behaviour })).status).toBe(200)
  expect((await post('/v1/messages', MESSAGE)).status).toBe(529)
  expect(await (await fetch(`${provider.url}/__fake/counts`)).json()).toMatchObject({ byKey: { k: 1 } })
  expect(await (await fetch(`${provider.url}/__fake/received?key=k`)).json()).toMatchObject([{ step: 'overload' }])
  await fetch(`${provider.url}/__fake/reset`, { method: 'POST' })
  expect(provider.counts().total).toBe(0)
})

test('a credential that is not admitted is refused, and its script stays for when it is', async () => {
  const admitted = new Set<string>()
  const strict = await startFakeProvider({ admits: (credential) => admitted.has(credential) })
  strict.on('k').script([{ kind: 'overload' }])
  const ask = async () =>
    (await fetch(`${strict.url}/v1/messages`, { method: 'POST', headers: { 'x-api-key': 'k' }, body: '{}' })).status
  expect(await ask()).toBe(401)
  admitted.add('k')
  expect([await ask(), await ask()]).toEqual([529, 200])
  expect(strict.received().map(({ step }) => step)).toEqual(['refuse', 'overload', 'ok'])
  await strict.close()
})
