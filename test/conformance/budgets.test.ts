import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import type { TestKey } from '../harness/client-keys.ts'
import { gather } from '../harness/gather.ts'
import { openWire, toStatus } from '../harness/wire.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** Contract §8: what a client key's calls may cost. The model that tests ask for costs $2 and $10 a million tokens. */
const INPUT = 2e-6
const OUTPUT = 10e-6
const DAY_S = 86_400

let stage: Stage

beforeAll(async () => {
  stage = await openStage({ anthropic: 1, gemini: 1, openai: 1, env: ADMIN_ENV })
})
afterEach(() => stage.provider.reset())
afterAll(() => stage[Symbol.asyncDispose]())

/** Days end more often, also in the middle of a test. */
const perMonth = (usd: number) => ({ budget: { usd, per: 'month' } })

/** What a message may cost at the most: a token for each byte, and all of the output it asks for. */
function mostOf(extra: object = {}): number {
  return JSON.stringify({ ...MESSAGE, ...extra }).length * INPUT + MESSAGE.max_tokens * OUTPUT
}

async function spentOf(key: TestKey): Promise<readonly [spent: unknown, held: unknown]> {
  const { budget_spent_usd: spent, budget_held_usd: held } = await key.row()
  return [spent, held]
}

describe('a budget', () => {
  test('is shown with what is spent of it and when it begins anew', async () => {
    const key = await makeKey(stage, { budget: { usd: 5, per: 'month' } })
    const row = await key.row()
    expect(row).toMatchObject({ budget: { usd: 5, per: 'month' }, budget_spent_usd: 0, tokens_per_minute: null })
    const resets = new Date(Number(row['budget_resets_at']))
    expect(resets.getTime()).toBeGreaterThan(Date.now())
    expect(resets.toISOString()).toMatch(/-01T00:00:00\.000Z$/)
  })

  test('is spent by what a call cost, to the digit that its request shows', async () => {
    const key = await makeKey(stage, perMonth(1))
    stage.script(1, { kind: 'ok', usage: { input: 100, output: 40, cacheRead: 1_000 } })
    expect((await key.message()).status).toBe(200)
    await expect.poll(() => spentOf(key)).toEqual([100 * INPUT + 40 * OUTPUT + 1_000 * 0.2e-6, 0])
    await expect.poll(async () => (await key.requests())[0]?.['cost']).toBeCloseTo(0.0008, 9)
  })

  test('holds under 50 calls at once: what they cost is within it, some pass, the rest hear of it', async () => {
    const usd = 10.5 * mostOf()
    const key = await makeKey(stage, perMonth(usd))
    stage.always(1, { kind: 'ok', held: true, usage: { input: 90, output: 64 } })
    const calls = gather(Array.from({ length: 50 }, () => key.message()))
    // As many as fit are under way, and all the others have heard of it.
    await expect.poll(() => [stage.provider.counts().total, calls.settled()]).toEqual([10, 40])
    stage.provider.release()
    const told = await calls.all
    const passed = told.filter(({ status }) => status === 200)
    const refused = told.filter(({ status }) => status !== 200)
    expect([passed.length, refused.length]).toEqual([10, 40])
    for (const one of refused) expect(one).toMatchObject({ status: 429, error: 'budget_exceeded' })
    await expect.poll(async () => (await key.requests()).length).toBe(passed.length)
    const costs = (await key.requests()).map((row) => Number(row['cost']))
    const sum = costs.reduce((total, cost) => total + cost, 0)
    expect(sum).toBeLessThanOrEqual(usd)
    const [spent, held] = await spentOf(key)
    expect(spent).toBeCloseTo(sum, 9)
    expect(held).toBe(0)
  })

  test('refuses a call that could go beyond it, and says what it may cost, what is left and what to do', async () => {
    const key = await makeKey(stage, { budget: { usd: 1.5 * mostOf(), per: 'day' } })
    stage.script(1, { kind: 'ok', usage: { input: 100, output: 64 } })
    expect((await key.message()).status).toBe(200)
    await expect.poll(async () => (await spentOf(key))[1]).toBe(0)
    const told = await key.message()
    expect(told).toMatchObject({ status: 429, error: 'budget_exceeded', attempts: 0 })
    const wait = Number(told.headers['retry-after'])
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(DAY_S)
    expect(told.headers['x-should-retry']).toBe(wait > 60 ? 'false' : undefined)
    expect(told.text).toMatch(/may cost up to \$0\.0.* is left.* begins anew at .*T00:00:00Z/)
    // One that asks for less fits.
    expect((await key.message({ max_tokens: 1 })).status).toBe(200)
  })

  test('tells a call that only those under way stand in the way of to come again soon', async () => {
    const key = await makeKey(stage, perMonth(1.5 * mostOf()))
    stage.script(1, { kind: 'ok', held: true })
    const first = key.message()
    await expect.poll(async () => (await spentOf(key))[1]).toBeGreaterThan(0)
    const told = await key.message()
    expect(told).toMatchObject({ status: 429, error: 'budget_exceeded' })
    expect(Number(told.headers['retry-after'])).toBeLessThanOrEqual(5)
    stage.provider.release()
    expect((await first).status).toBe(200)
    await expect.poll(async () => (await spentOf(key))[1]).toBe(0)
    expect((await key.message()).status).toBe(200)
  })

  test('counts in the dearest cache that the prompt may be written to', async () => {
    const system = [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } }]
    const plain = mostOf({ system })
    const key = await makeKey(stage, perMonth(plain * 1.1))
    expect((await key.message({ system })).error).toBe('budget_exceeded')
    expect((await key.message()).status).toBe(200)
  })
})

describe('a call settles', () => {
  const stream = { stream: true }

  test.each([
    ['whose stream is cut', { kind: 'break', at: 'mid-stream' }, stream],
    ['whose stream ends without its end mark', { kind: 'truncate' }, stream],
    ['that broke after it was sent', { kind: 'break', at: 'after-body' }, {}],
    ['whose answer tells no usage', { kind: 'raw', status: 200, body: '{"type":"message"}' }, {}],
  ] as const)('at what was held for it where its usage never comes: one %s', async (_, step, extra) => {
    const key = await makeKey(stage, perMonth(1))
    stage.script(1, step)
    await key.message(extra)
    const most = mostOf(extra)
    await expect.poll(async () => Number((await spentOf(key))[0])).toBeCloseTo(most, 9)
    expect((await spentOf(key))[1]).toBe(0)
  })

  test('at what was held for it where its caller went away', async () => {
    const key = await makeKey(stage, perMonth(1))
    stage.script(1, { kind: 'ok', stall: { piece: 2, ms: 30_000 } })
    const stop = new AbortController()
    const begun = Promise.withResolvers<void>()
    const asked = key.message(stream, { signal: stop.signal, leave: 'reset', onData: () => begun.resolve() })
    asked.catch(() => undefined)
    await begun.promise
    stop.abort()
    await expect.poll(async () => Number((await spentOf(key))[0]), { timeout: 30_000 }).toBeCloseTo(mostOf(stream), 9)
  })

  test.each([
    ['refuses the request', { kind: 'fail', status: 400 }],
    ['fails', { kind: 'fail', status: 500 }],
    ['is busy', { kind: 'overload' }],
    ['begins its stream with an error', { kind: 'error-first' }],
  ] as const)('at nothing where the vendor %s', async (_, step) => {
    const key = await makeKey(stage, perMonth(1))
    stage.script(1, step)
    await key.message(step.kind === 'error-first' ? stream : {})
    await expect.poll(async () => (await key.requests()).length).toBe(1)
    expect(await spentOf(key)).toEqual([0, 0])
  })

  test('at nothing where nobody could be asked', async () => {
    const key = await makeKey(stage, { pools: ['accounts'], ...perMonth(1) })
    expect(await key.message()).toMatchObject({ status: 503, error: 'no_accounts' })
    expect(await spentOf(key)).toEqual([0, 0])
  })
})

describe('a key with a budget', () => {
  test.each([
    ['a model that has no price', '/v1/messages', { ...MESSAGE, model: 'claude-nobody-knows' }],
    ['another model besides', '/v1/messages', { ...MESSAGE, models: ['claude-opus-5'] }],
    ['one to fall back to', '/v1/messages', { ...MESSAGE, fallbacks: [{ model: 'claude-opus-5' }] }],
    [
      'another model than the path',
      '/v1beta/models/gemini-embedding-001:batchEmbedContents',
      { requests: [{ model: 'models/gemini-embedding-2' }] },
    ],
    ['no model', '/v1/messages', { max_tokens: 1, messages: [] }],
    ['a batch', '/v1/messages/batches', { requests: [] }],
    ['a batch of a model', '/v1beta/models/gemini-3.7-flash:batchGenerateContent', {}],
  ])('may not ask for %s: 403 model_unpriced', async (_, path, body) => {
    const key = await makeKey(stage, { ...perMonth(1), scopes: ['call', 'stateful'] })
    const before = stage.provider.counts().total
    expect(await key.post(path, body)).toMatchObject({ status: 403, error: 'model_unpriced' })
    expect(stage.provider.counts().total).toBe(before)
  })

  test('may ask for it without one', async () => {
    const key = await makeKey(stage)
    expect((await key.message({ model: 'claude-nobody-knows' })).status).toBe(200)
  })

  test('may read and count whatever is left', async () => {
    const key = await makeKey(stage, perMonth(0.000_001))
    expect((await key.message()).error).toBe('budget_exceeded')
    expect((await key.post('/v1/messages/count_tokens', MESSAGE)).status).toBe(200)
    expect(await spentOf(key)).toEqual([0, 0])
  })

  test('is asked for its rate, its models, the price, its tokens and its budget in this order', async () => {
    const limits = { requests_per_minute: 4, models: ['claude-*'], tokens_per_minute: 100, ...perMonth(0.003) }
    const key = await makeKey(stage, limits)
    stage.script(1, { kind: 'ok', usage: { input: 40, output: 60 } })
    expect((await key.message({ model: 'gpt-nobody-knows' })).error).toBe('forbidden')
    expect((await key.message({ model: 'claude-nobody-knows', max_tokens: 9_000 })).error).toBe('model_unpriced')
    expect((await key.message({ max_tokens: 9_000 })).error).toBe('budget_exceeded')
    // None of these has used up anything of its tokens or its budget.
    expect((await key.message()).status).toBe(200)
    expect((await key.message({ model: 'gpt-nobody-knows' })).error).toBe('key_limited')
  })
})

describe('tokens per minute', () => {
  test('let a call begin while fewer were used in the last 60 s, of all kinds', async () => {
    const key = await makeKey(stage, { tokens_per_minute: 100 })
    stage.script(1, { kind: 'ok', usage: { input: 10, output: 20, cacheRead: 30, cacheWrite5m: 39 } })
    expect((await key.message()).status).toBe(200)
    stage.script(1, { kind: 'ok', usage: { input: 1, output: 0 } })
    await expect.poll(async () => (await key.requests()).length).toBe(1)
    expect((await key.message()).status).toBe(200)
    await expect.poll(async () => (await key.requests()).length).toBe(2)
    const told = await key.message()
    expect(told).toMatchObject({ status: 429, error: 'key_limited' })
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(30)
    expect(Number(told.headers['retry-after'])).toBeLessThanOrEqual(61)
    expect(told.text).toMatch(/100 tokens a minute; 100 were used/)
    expect((await key.post('/v1/messages/count_tokens', MESSAGE)).status).toBe(200)
  })

  test('count calls under way as they are estimated, and nothing of one that the vendor refused', async () => {
    const key = await makeKey(stage, { tokens_per_minute: 60 })
    stage.script(1, { kind: 'fail', status: 400 })
    expect((await key.message()).status).toBe(400)
    stage.script(1, { kind: 'ok', held: true, usage: { input: 1, output: 1 } })
    await expect.poll(async () => (await key.requests()).length).toBe(1)
    const hits = stage.provider.counts().total
    const first = key.message()
    await expect.poll(() => stage.provider.counts().total).toBe(hits + 1)
    expect(await key.message()).toMatchObject({ status: 429, error: 'key_limited' })
    stage.provider.release()
    expect((await first).status).toBe(200)
    await expect.poll(async () => (await key.requests()).length).toBe(2)
    expect((await key.message()).status).toBe(200)
  })
})

test('a key that is deleted ends at once, also for a call whose body is still to come', async () => {
  const key = await makeKey(stage)
  const body = JSON.stringify(MESSAGE)
  using wire = await openWire(stage.gateway.port)
  const head = ['POST /v1/messages HTTP/1.1', 'Host: localhost', `x-api-key: ${key.key}`, 'Connection: close']
  wire.send([...head, `Content-Length: ${body.length}`, '', body.slice(0, 10)].join('\r\n'))
  expect((await key.message()).status).toBe(200)
  await key.delete()
  const hits = stage.provider.counts().total
  wire.send(body.slice(10))
  expect(toStatus(await wire.toEnd())).toBe(401)
  expect(stage.provider.counts().total).toBe(hits)
})

test('a key that is deleted ends at once, while its calls under way go on', async () => {
  const key = await makeKey(stage, perMonth(1))
  stage.script(1, { kind: 'ok', held: true })
  const first = key.message()
  const hits = stage.provider.counts().total
  await expect.poll(() => stage.provider.counts().total).toBe(hits + 1)
  await key.delete()
  expect(await key.message()).toMatchObject({ status: 401, error: 'unauthorized' })
  stage.provider.release()
  expect((await first).status).toBe(200)
})
