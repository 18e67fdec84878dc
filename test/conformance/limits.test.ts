import { describe, expect, test } from 'vitest'
import type { HeaderList, Step } from '../../src/demo/step.ts'
import { askJson } from '../harness/ask.ts'
import { askIn, PLAIN } from '../harness/calls.ts'
import type { Vendor } from '../harness/calls.ts'
import { expectLeftOf } from '../harness/cooling.ts'
import { openStage } from '../harness/stage.ts'

/**
 * Contract §6: how long a limit cools its account. With one key in the pool the gateway itself says how long, in the
 * `retry-after` of its `pool_cooling`.
 */
interface Wait {
  readonly name: string
  readonly vendor?: Vendor
  readonly step: () => Step
  /** Seconds that it is at the least and at the most, right after the refusal. */
  readonly bounds: () => readonly [from: number, to: number]
}

const between = (from: number, to: number) => () => [from, to] as const

const WAITS: readonly Wait[] = [
  { name: 'retry-after in seconds', step: () => ({ kind: 'limit', retryAfter: '37' }), bounds: between(35, 37) },
  {
    name: 'retry-after-ms before retry-after',
    step: () => ({ kind: 'limit', retryAfterMs: 20_000, retryAfter: '99' }),
    bounds: between(18, 20),
  },
  {
    name: 'retry-after before a reset',
    step: () => ({ kind: 'limit', retryAfter: '20', resetS: 80 }),
    bounds: between(18, 20),
  },
  {
    name: 'retry-after as a date',
    step: () => ({ kind: 'limit', retryAfter: inSeconds(30) }),
    bounds: between(27, 31),
  },
  {
    name: "a date is read against the answer's own Date",
    step: () => ({ kind: 'limit', retryAfter: inSeconds(30 - 7200), headers: [['date', inSeconds(-7200)]] }),
    bounds: between(27, 31),
  },
  {
    name: 'an unreadable one counts as absent',
    step: () => ({ kind: 'limit', retryAfter: 'soon' }),
    bounds: between(4, 5),
  },
  {
    name: 'one in the past is ignored',
    step: () => ({ kind: 'limit', retryAfter: inSeconds(-60) }),
    bounds: between(4, 5),
  },
  { name: 'with neither, 5 s', step: () => ({ kind: 'limit' }), bounds: between(4, 5) },
  { name: "Anthropic's reset", step: () => ({ kind: 'limit', resetS: 45 }), bounds: between(42, 45) },
  {
    name: 'the latest reset of an exhausted limit, not of one that has room',
    step: () => ({
      kind: 'limit',
      headers: [
        ...toLimit('requests', '0', 20),
        ...toLimit('input-tokens', '0', 40),
        ...toLimit('output-tokens', '8000', 90),
      ],
    }),
    bounds: between(37, 40),
  },
  {
    name: 'the reset of a rejected window',
    step: () => ({
      kind: 'limit',
      headers: [
        ['anthropic-ratelimit-unified-status', 'rejected'],
        ['anthropic-ratelimit-unified-5h-status', 'rejected'],
        ['anthropic-ratelimit-unified-5h-reset', String(Math.floor(Date.now() / 1000) + 50)],
        ['anthropic-ratelimit-unified-5h-utilization', '1.02'],
        ['anthropic-ratelimit-unified-7d-status', 'allowed'],
        ['anthropic-ratelimit-unified-7d-reset', String(Math.floor(Date.now() / 1000) + 900)],
      ],
    }),
    bounds: between(46, 50),
  },
  { name: "OpenAI's reset", vendor: 'openai', step: () => ({ kind: 'limit', resetS: 45 }), bounds: between(42, 45) },
  {
    name: "OpenAI's reset in minutes and seconds",
    vendor: 'openai',
    step: () => ({
      kind: 'limit',
      headers: [
        ['x-ratelimit-remaining-tokens', '0'],
        ['x-ratelimit-reset-tokens', '1m10s'],
        ['x-ratelimit-remaining-requests', '12'],
        ['x-ratelimit-reset-requests', '6m0s'],
      ],
    }),
    bounds: between(67, 70),
  },
  {
    name: "Gemini's RetryInfo",
    vendor: 'gemini',
    step: () => ({ kind: 'limit', retryDelay: '37s' }),
    bounds: between(35, 37),
  },
  {
    name: "Gemini's QuotaFailure per minute with RetryInfo",
    vendor: 'gemini',
    step: () => ({ kind: 'limit', quota: 'minute', retryDelay: '12.5s' }),
    bounds: between(10, 13),
  },
  {
    name: "Gemini's QuotaFailure per day lasts until midnight Pacific, and is tried once an hour",
    vendor: 'gemini',
    step: () => ({ kind: 'limit', quota: 'day', retryDelay: '9s' }),
    // A change of clocks, or midnight itself, may lie in between.
    bounds: () => [Math.min(3500, toPacificMidnight() - 30), toPacificMidnight() + 3600],
  },
  { name: 'out of credit, 1 h', step: () => ({ kind: 'credit', form: '402' }), bounds: between(3590, 3600) },
  {
    name: 'nothing cools longer than 32 days',
    step: () => ({ kind: 'limit', retryAfter: '99999999' }),
    bounds: between(3500, 32 * 86_400),
  },
]

test.each(WAITS)('$name', async ({ vendor = 'anthropic', step, bounds }) => {
  await using stage = await openStage({ [vendor]: 1 })
  const startedAt = Date.now()
  const [from, to] = bounds()
  stage.script(1, step())
  await askIn(PLAIN[vendor], stage.lb)
  const told = await askIn(PLAIN[vendor], stage.lb)
  expect(told).toMatchObject({ status: 429, error: 'pool_cooling' })
  const goneS = Math.floor((Date.now() - startedAt) / 1000)
  expect(Number(told.headers['retry-after'])).toBeGreaterThanOrEqual(from - goneS)
  // Dates are read against the answer's own, which is told in whole seconds.
  expect(Number(told.headers['retry-after'])).toBeLessThanOrEqual(to + 1)
  expect(told.headers['x-should-retry']).toBe(Number(told.headers['retry-after']) > 60 ? 'false' : undefined)
  expect(stage.hits()).toEqual([1])
})

describe('a cooldown in time', () => {
  test('429 with retry-after: it is left alone until then, and joins again after it', async () => {
    await using stage = await openStage({ anthropic: 2 })
    stage.script(1, { kind: 'limit', retryAfter: '2' })
    const from = Date.now()
    expect(await stage.message()).toMatchObject({ status: 200, account: 'key-2', attempts: 2 })
    await expect.poll(async () => (await stage.message()).account, { timeout: 30_000 }).toBe('key-1')
    expect(Date.now() - from).toBeGreaterThanOrEqual(1900)
  })

  test('429 with neither: 5 s, doubling while it goes on', async () => {
    await using stage = await openStage({ anthropic: 1 })
    stage.always(1, { kind: 'limit' })
    await stage.message()
    await expect
      .poll(async () => (await stage.message(), stage.hits()), { timeout: 30_000, interval: 100 })
      .toEqual([2])
    const told = await stage.message()
    expect(told.error).toBe('pool_cooling')
    expectLeftOf(10, told.headers['retry-after'], stage.provider.received()[1]?.at ?? Number.NaN)
  })

  test('a limit of one model leaves the account to the others', async () => {
    await using stage = await openStage({ gemini: 1 })
    stage.script(1, { kind: 'limit', quota: 'minute', retryDelay: '60s' })
    await askIn('generateContent', stage.lb)
    expect(await askIn('generateContent', stage.lb)).toMatchObject({ status: 429, error: 'pool_cooling' })
    const path = `${stage.lb}/v1beta/models/gemini-3.7-pro:generateContent`
    expect(await askJson(path, {})).toMatchObject({ status: 200 })
  })

  test('429 with neither and x-should-retry: true: one try elsewhere, then passed on', async () => {
    await using stage = await openStage({ anthropic: 3 })
    stage.script(1, { kind: 'limit', shouldRetry: true })
    stage.script(2, { kind: 'limit', shouldRetry: true })
    expect(await stage.message()).toMatchObject({ status: 429, attempts: 2 })
    expect(stage.hits()).toEqual([1, 1, 0])
    const told = [await stage.message(), await stage.message(), await stage.message()]
    expect(told.map(({ account }) => account)).toEqual(['key-3', 'key-1', 'key-2'])
  })
})

function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString()
}

function toLimit(name: string, remaining: string, resetS: number): HeaderList {
  return [
    [`anthropic-ratelimit-${name}-limit`, '50'],
    [`anthropic-ratelimit-${name}-remaining`, remaining],
    [`anthropic-ratelimit-${name}-reset`, new Date(Date.now() + resetS * 1000).toISOString()],
  ]
}

/** Seconds until the next midnight in Los Angeles, where no clocks are changed until then. */
function toPacificMidnight(): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/Los_Angeles', timeStyle: 'medium' })
  const [hours = 0, minutes = 0, seconds = 0] = clock.format(new Date()).split(':').map(Number)
  return 86_400 - hours * 3600 - minutes * 60 - seconds
}
