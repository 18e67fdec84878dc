import { describe, expect, test } from 'vitest'
import type { Step } from '../../src/demo/step.ts'
import { changeAccount } from '../harness/accounts.ts'
import { askJson } from '../harness/ask.ts'
import { askIn, PLAIN } from '../harness/calls.ts'
import type { Vendor } from '../harness/calls.ts'
import { expectLeftOf } from '../harness/cooling.ts'
import { gather } from '../harness/gather.ts'
import { pick, toRecord } from '../harness/json.ts'
import { MESSAGE, openStage } from '../harness/stage.ts'

/** Contract §6, "Left over" and "Errors of the gateway's own". */
const JSON_TYPE = [['content-type', 'application/json']] as const

/** Odd spacing and order, so that an answer that was parsed and written again shows. */
function toOdd(status: number, name: string): Step {
  return {
    kind: 'raw',
    status,
    headers: JSON_TYPE,
    body: `{ "type":"error" ,\n"error": {"message":"odd ${name}","type":"api_error"}} `,
  }
}

describe('when no account is left to try', () => {
  test('the caller gets the last upstream answer, byte for byte', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, toOdd(500, 'first'))
    stage.script(2, toOdd(503, 'second'))
    const told = await stage.message()
    expect(told).toMatchObject({ status: 503, attempts: 2, account: 'key-2', error: '' })
    expect(told.text).toBe('{ "type":"error" ,\n"error": {"message":"odd second","type":"api_error"}} ')
  })

  test('also where a later attempt got none', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, toOdd(500, 'first'))
    stage.script(2, { kind: 'break', at: 'after-body' })
    // A call that creates nothing: it would be tried again.
    const told = await askJson(`${stage.lb}/v1/messages/count_tokens`, MESSAGE)
    expect(told).toMatchObject({ status: 500, attempts: 2 })
    expect(told.text).toContain('odd first')
  })

  test.each([
    { name: 'credentials', step: { kind: 'refuse' } },
    { name: 'credit', step: { kind: 'credit' } },
  ] as const)('an answer about our $name becomes 503 pool_exhausted', async ({ step }) => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, step)
    stage.always(2, step)
    const told = await stage.message()
    expect(told).toMatchObject({ status: 503, error: 'pool_exhausted', attempts: 2 })
    expect(told.text).not.toMatch(/x-api-key|out of credit/)
  })

  test("the retry-after of a 429 is the pool's; the rest is passed on", async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'limit', retryAfter: '20' })
    stage.script(2, { kind: 'limit', retryAfter: '50' })
    const from = Date.now()
    const told = await stage.message()
    expect(told).toMatchObject({ status: 429, attempts: 2, error: '' })
    expect(told.text).toContain('would exceed the rate limit of your organization')
    expectLeftOf(20, told.headers['retry-after'], from)
  })

  test('a long one goes with x-should-retry: false', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.script(1, { kind: 'limit', retryAfter: '7200' })
    const told = await stage.message()
    expect(told.status).toBe(429)
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(60)
    expect(told.headers['x-should-retry']).toBe('false')
  })
})

describe('when none could be tried', () => {
  test('any able account cooling: 429 pool_cooling, until the first is back', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'limit', retryAfter: '20' })
    stage.script(2, { kind: 'limit', retryAfter: '50' })
    const from = Date.now()
    await stage.message()
    const told = await stage.message()
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling', attempts: 0 })
    expectLeftOf(20, told.headers['retry-after'], from)
    expect(told.headers['x-should-retry']).toBeUndefined()
  })

  test("Gemini's clients are told in the body how long", async () => {
    await using stage = await openStage({ gemini: 1 })
    stage.script(1, { kind: 'limit', quota: 'minute', retryDelay: '400s' })
    await askIn('generateContent', stage.lb)
    const told = await askIn('generateContent', stage.lb)
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling', attempts: 0 })
    expect(JSON.parse(told.text)).toMatchObject({
      error: { details: [{ retryDelay: `${String(told.headers['retry-after'])}s` }] },
    })
  })

  test('all disabled: 503 pool_exhausted', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'refuse' })
    stage.always(2, { kind: 'refuse' })
    await stage.message()
    const told = await stage.message()
    expect(told).toMatchObject({ status: 503, error: 'pool_exhausted', attempts: 0 })
    // They are looked at again in half an hour, which is no promise.
    expect(told.headers['retry-after']).toBeUndefined()
    expect(told.headers['x-should-retry']).toBe('false')
    expect(stage.hits()).toEqual([1, 1])
  })

  test('none able: 503 no_accounts, which is not to be tried again', async () => {
    await using stage = await openStage({ anthropic: 1 })
    const told = await askIn('chat', stage.lb)
    expect(told).toMatchObject({ status: 503, error: 'no_accounts', attempts: 0 })
    expect(told.headers['x-should-retry']).toBe('false')
  })

  test('none there at all: 503 no_accounts', async () => {
    await using stage = await openStage()
    expect(await stage.message()).toMatchObject({ status: 503, error: 'no_accounts' })
  })

  test('all paused: 503 no_accounts', async () => {
    await using stage = await openStage({ anthropic: 1 })
    await changeAccount(stage, 'key-1', 'pause')
    expect(await stage.message()).toMatchObject({ status: 503, error: 'no_accounts' })
  })

  test('the pool is switched off: 503 load_balancer_disabled', async () => {
    await using stage = await openStage({ anthropic: 1, env: { LOAD_BALANCER_ENABLED: undefined } })
    const told = await stage.message()
    expect(told).toMatchObject({ status: 503, error: 'load_balancer_disabled' })
    expect(told.headers['x-should-retry']).toBe('false')
    expect(stage.hits()).toEqual([0])
  })
})

describe("errors of the gateway's own come in the envelope of the caller's protocol", () => {
  const ENVELOPES: readonly (readonly [Vendor, (text: string) => void])[] = [
    [
      'anthropic',
      (text) => {
        expect(toRecord(text)['type']).toBe('error')
        expect(pick(toRecord(text), 'error', 'type')).toBeTypeOf('string')
        expect(pick(toRecord(text), 'error', 'message')).toBeTypeOf('string')
      },
    ],
    [
      'gemini',
      (text) => {
        expect(pick(toRecord(text), 'error', 'code')).toBe(503)
        expect(pick(toRecord(text), 'error', 'status')).toBe('UNAVAILABLE')
        expect(pick(toRecord(text), 'error', 'message')).toBeTypeOf('string')
      },
    ],
    [
      'openai',
      (text) => {
        expect(pick(toRecord(text), 'error', 'message')).toBeTypeOf('string')
        expect(pick(toRecord(text), 'error', 'type')).toBeTypeOf('string')
        expect(toRecord(text)['type']).toBeUndefined()
      },
    ],
  ]

  test.each(ENVELOPES)('%s', async (vendor, expectEnvelope) => {
    await using stage = await openStage()
    const told = await askIn(PLAIN[vendor], stage.lb)
    expect(told).toMatchObject({ status: 503, error: 'no_accounts' })
    expect(told.headers['content-type']).toMatch(/^application\/json/)
    expect(told.headers['x-claudeflare-request-id']).toBeTypeOf('string')
    expectEnvelope(told.text)
  })
})

describe('attempts', () => {
  const FAILING: Step = { kind: 'limit', retryAfter: '60' }

  test('each account once, at most max_attempts (5) in all', async () => {
    await using stage = await openStage({ anthropic: 7 })
    for (const key of [1, 2, 3, 4, 5, 6, 7]) stage.always(key, FAILING)
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 5 })
    expect(stage.hits()).toEqual([1, 1, 1, 1, 1, 0, 0])
    // A failover after a 429 is always allowed, and each account is asked once and then left alone.
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 2 })
    expect(stage.hits()).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  test('max_attempts of the file', async () => {
    await using stage = await openStage({ anthropic: 4, config: { max_attempts: 2 } })
    for (const key of [1, 2, 3, 4]) stage.always(key, FAILING)
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 2 })
  })

  test('none after deadline_ms', async () => {
    await using stage = await openStage({ anthropic: 2, config: { deadline_ms: 300 } })
    stage.always(1, { kind: 'fail', status: 500, headAfterMs: 600 })
    expect(await stage.message()).toMatchObject({ status: 500, attempts: 1 })
  })

  test('an outage is not multiplied', async () => {
    await using stage = await openStage({ anthropic: 10 })
    for (let key = 1; key <= 10; key += 1) stage.always(key, { kind: 'fail', status: 503, headAfterMs: 100 })
    const told = await Promise.all(Array.from({ length: 60 }, () => stage.message()))
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set([503]))
    const sent = stage.hits().reduce((sum, hits) => sum + hits, 0)
    // Without a budget it would be five for each.
    expect(sent).toBeLessThan(60 * 2)
  })
})

describe('disabled by failures', () => {
  test('more than 5, and more than half of the last answers', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.always(1, { kind: 'fail', status: 500 })
    for (let count = 0; count < 10; count += 1) await stage.message()
    expect(stage.hits()).toEqual([6, 10])
  })

  test('half of them is not more than half', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(
      1,
      ...Array.from({ length: 14 }, (_, index): Step =>
        index % 2 === 0 ? { kind: 'ok' } : { kind: 'fail', status: 500 },
      ),
    )
    for (let count = 0; count < 28; count += 1) await stage.message()
    expect(stage.hits()[0]).toBeGreaterThanOrEqual(13)
  })

  test('where all are, the one due first is let through, one request at a time; a success enables it', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'fail', status: 500 })
    for (let count = 0; count < 6; count += 1) expect((await stage.message()).status).toBe(500)
    stage.always(1, { kind: 'ok', held: true })
    const calls = gather(Array.from({ length: 5 }, () => stage.message()))
    await expect.poll(() => calls.settled()).toBe(4)
    stage.provider.release()
    const told = await calls.all
    expect(told.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 503, 503, 503, 503])
    expect(told.filter(({ error }) => error === 'pool_exhausted')).toHaveLength(4)
    const again = await Promise.all(Array.from({ length: 5 }, () => stage.message()))
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  })
})
