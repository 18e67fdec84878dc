import { describe, expect, test } from 'vitest'
import type { Received } from '../../src/demo/received.ts'
import type { FakeLimits, HeaderList } from '../../src/demo/step.ts'
import { STRATEGIES } from '../../src/model/pool.ts'
import { askIn } from '../harness/calls.ts'
import { gather } from '../harness/gather.ts'
import { of, openHeadroom, refusals, saying, SILENT, traceOf, turn } from '../harness/headroom-stage.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage, toCanary } from '../harness/stage.ts'

/** Contract §5, strategy `headroom`: what an operator allows, and limits of vendors that say less of them. */

const HOUR_S = 3_600

/** Accounts `key-1`, `key-2`, … of pool `lb` in the configuration's own form, with what else is set of them. */
function accountsWith(...caps: readonly object[]): readonly object[] {
  return caps.map((cap, index) => ({
    name: `key-${index + 1}`,
    pool: 'lb',
    api_key: toCanary('anthropic', index + 1),
    ...cap,
  }))
}

/** The most requests that were under way at one time. */
function mostAtOnce(received: readonly Received[]): number {
  const counts = received.map(({ at }) => received.filter((one) => one.at <= at && at < (one.answeredAt ?? at)).length)
  return Math.max(0, ...counts)
}

describe('max_in_flight', () => {
  test.each(STRATEGIES)('is never passed, with %s', async (strategy) => {
    const config = {
      accounts: accountsWith({ max_in_flight: 2 }, { max_in_flight: 1 }),
      session_scope: 'conversation',
      max_hold_ms: 30_000,
    }
    await using stage = await openStage({ strategy, config })
    const keys = [1, 2].map((number) => toCanary('anthropic', number))
    for (const key of keys) stage.provider.on(key).otherwise({ kind: 'ok', held: true })
    const calls = gather(Array.from({ length: 8 }, (_, index) => stage.message({}, of(`c${index}`))))
    const countWaiting = async () => Number(pick(await getJson(`${stage.gateway.url}/api/pools/lb`), 'waiting'))
    // Three are under way; of the others it is known that there is no room for them.
    await expect
      .poll(async () => [stage.provider.counts().open, calls.settled() + (await countWaiting())])
      .toEqual([3, 5])
    stage.provider.release()
    const told = await calls.all
    const statuses = told.map(({ status }) => status)
    expect(keys.map((key) => mostAtOnce(stage.provider.received(key)))).toEqual([2, 1])
    if (strategy === 'headroom') expect(new Set(statuses)).toEqual(new Set([200]))
    else expect(statuses.filter((status) => status === 200)).toHaveLength(3)
    for (const { status, error, headers } of told) {
      if (status !== 200) expect([status, error, headers['retry-after']]).toEqual([429, 'pool_cooling', '1'])
    }
  })
})

describe('max_utilization', () => {
  test('leaves the rest of each limit alone: the pool’s, and an account’s own', async () => {
    const accounts = accountsWith({}, { max_utilization: 1 }, {})
    const config = { accounts, pools: { lb: { max_utilization: 0.5 } } }
    await using stage = await openHeadroom({ config })
    const left = [20, 25, 95]
    for (const [index, rest] of left.entries()) {
      stage.provider.on(toCanary('anthropic', index + 1)).otherwise(saying({ requests: [100, rest] }))
    }
    const accountsAsked: string[] = []
    for (let count = 0; count < 3; count += 1) accountsAsked.push((await turn(stage, `first ${count}`)).account)
    expect(new Set(accountsAsked)).toEqual(new Set(['key-1', 'key-2', 'key-3']))
    // The conversation that began on the first has to leave it, the one on the second may stay.
    const again = [await turn(stage, `first ${accountsAsked.indexOf('key-1')}`)]
    again.push(await turn(stage, `first ${accountsAsked.indexOf('key-2')}`))
    expect(again.map(({ account }) => account)).toEqual(['key-3', 'key-2'])
  })

  test.each(STRATEGIES)('holds for the windows of plans, with %s', async (strategy) => {
    await using stage = await openStage({ anthropic: 2, strategy, config: { max_utilization: 0.9 } })
    stage.always(1, saying({ plan: [0.91, HOUR_S] }))
    stage.always(2, saying({ plan: [0.4, HOUR_S] }))
    for (let count = 0; count < 6; count += 1) await turn(stage, `c${count}`)
    expect(stage.hits()).toEqual([1, 5])
  })
})

describe('a plan that is used up', () => {
  test('is left alone until its window begins anew, though the vendor would go on for money', async () => {
    await using stage = await openHeadroom({ anthropic: 2 })
    stage.always(1, saying({ plan: [1, 300] }))
    stage.always(2, saying({ plan: [0.7, HOUR_S] }))
    for (let count = 0; count < 4; count += 1) await turn(stage, `c${count}`)
    expect(stage.hits()).toEqual([1, 3])
    stage.always(2, saying({ plan: [1.02, HOUR_S] }))
    await turn(stage, 'c4')
    const refused = await turn(stage, 'c5')
    expect(refused).toMatchObject({ status: 429, error: 'pool_cooling' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(270)
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(302)
  })

  test('goes on where allow_overage is set', async () => {
    await using stage = await openHeadroom({ anthropic: 1, config: { allow_overage: true } })
    stage.always(1, saying({ plan: [1.02, 300] }))
    for (let count = 0; count < 3; count += 1) expect((await turn(stage, `c${count}`)).status).toBe(200)
  })
})

/** OpenAI's headers with so many of a hundred calls a minute left. */
const openaiSays = (left: number): HeaderList => [
  ['x-ratelimit-limit-requests', '100'],
  ['x-ratelimit-remaining-requests', String(left)],
  ['x-ratelimit-reset-requests', `${(100 - left) * 0.6}s`],
]

describe('of vendors that say less', () => {
  test('OpenAI’s headers are honoured before a limit is met', async () => {
    await using stage = await openHeadroom({ openai: 2 })
    stage.always(1, { kind: 'ok', limitHeaders: openaiSays(3) })
    stage.always(2, { kind: 'ok', limitHeaders: openaiSays(80) })
    for (let count = 0; count < 7; count += 1) {
      const told = await askIn('chat', stage.lb, of(`c${count}`))
      expect(told.status).toBe(200)
      await traceOf(stage, told)
    }
    expect(stage.hits()).toEqual([1, 6])
  })

  test('a run of calls that fits into OpenAI’s limits meets none', async () => {
    await using stage = await openHeadroom({ openai: 2 })
    const limits: FakeLimits = { requests: 40, tokens: 40_000 }
    for (const key of stage.keys) stage.provider.on(key).limits(limits)
    for (let count = 0; count < 60; count += 1) {
      expect((await askIn('chat', stage.lb, of(`c${count}`))).status).toBe(200)
    }
    expect(refusals(stage)).toBe(0)
  })

  test('what Gemini names in a QuotaFailure is honoured from then on, longer than the account cools', async () => {
    await using stage = await openHeadroom({ gemini: 1, config: { max_hold_ms: 1_000 } })
    const spent = { meter: 'requests', capacity: 12, model: 'gemini-3.7-flash', organization: '1' } as const
    stage.script(1, { kind: 'ok' }, { kind: 'limit', quota: 'minute', retryDelay: '0.2s', spent })
    expect((await askIn('generateContent', stage.lb)).status).toBe(200)
    const refused = await askIn('generateContent', stage.lb)
    expect(refused).toMatchObject({ status: 429, attempts: 1 })
    await traceOf(stage, refused)
    const told = await askIn('generateContent', stage.lb)
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling', attempts: 0 })
    expect(Number(told.headers['retry-after'])).toBeGreaterThanOrEqual(2)
    expect(Number(told.headers['retry-after'])).toBeLessThanOrEqual(13)
    expect(stage.hits()).toEqual([2])
  })

  test('a burst that is refused without a word teaches how many calls fit into a minute', async () => {
    await using stage = await openHeadroom({ anthropic: 1, config: { max_hold_ms: 1_000 } })
    const served = Array.from({ length: 15 }, () => SILENT)
    stage.script(1, ...served, { kind: 'limit', retryAfterMs: 200 })
    stage.always(1, SILENT)
    for (let count = 0; count < 14; count += 1) expect((await stage.message({}, of('a'))).status).toBe(200)
    expect((await turn(stage, 'a')).status).toBe(200)
    const from = Date.now()
    expect((await turn(stage, 'a')).status).toBe(429)
    const told = await turn(stage, 'a')
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling' })
    const goneS = (Date.now() - from) / 1000
    expect(Number(told.headers['retry-after'])).toBeGreaterThan(4 - goneS)
    expect(Number(told.headers['retry-after'])).toBeLessThan(12)
    expect(stage.hits()).toEqual([16])
  })

  test('a few calls that are refused without a word teach nothing', async () => {
    await using stage = await openHeadroom({ anthropic: 1 })
    stage.script(1, SILENT, SILENT, { kind: 'limit', retryAfterMs: 200 })
    stage.always(1, SILENT)
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1) statuses.push((await turn(stage, 'a')).status)
    expect(statuses).toEqual([200, 200, 429, 200, 200, 200])
  })
})
