import { describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import { pick } from '../harness/json.ts'
import { getJson, openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

/** How a user sees what is known of limits: the views, and the trace of a request. */

/** Two keys of two organisations, each with limits of so many calls and tokens a minute. */
async function open(plan: { readonly strategy: string; readonly requests?: number }): Promise<Stage> {
  const stage = await openStage({ anthropic: 2, strategy: plan.strategy })
  for (const [index, key] of stage.keys.entries()) {
    const limits = {
      requests: plan.requests ?? 1_000,
      input: 100_000,
      output: 20_000,
      organization: `org-${index + 1}`,
    }
    stage.provider.on(key).limits(limits)
  }
  return stage
}

function toUrl(stage: Stage, path: string): string {
  return `${stage.gateway.url}/api/${path}`
}

async function traceOf(stage: Stage, headers: Readonly<Record<string, string>>): Promise<unknown> {
  const path = `requests/${headers['x-claudeflare-request-id'] ?? ''}`
  await expect.poll(async () => (await ask(toUrl(stage, path))).status, { timeout: 30_000 }).toBe(200)
  return getJson(toUrl(stage, path))
}

describe.each(['headroom', 'round-robin'])('with strategy %s', (strategy) => {
  test('accounts show their limits, whose they are, and what is under way', async () => {
    await using stage = await open({ strategy })
    for (let count = 0; count < 4; count += 1) expect((await stage.message()).status).toBe(200)
    await expect
      .poll(async () => pick(await getJson(toUrl(stage, 'stats')), 'accounts'))
      .toMatchObject([{ inFlight: 0 }, { inFlight: 0 }])
    const { items } = (await getJson(toUrl(stage, 'accounts?pool=lb'))) as { items: readonly unknown[] }
    const [first] = items
    expect(first).toMatchObject({ group: 'org-1', inFlight: 0, waiting: 0 })
    const limits = pick(first, 'limits') as readonly { readonly name: string }[]
    const input = limits.find(({ name }) => name === 'input-tokens')
    expect(input).toMatchObject({
      meter: 'input',
      scope: 'family',
      model: 'sonnet-5',
      capacity: 100_000,
      refills: true,
    })
    expect(pick(input, 'utilization')).toBeLessThan(0.1)
    expect(limits.map(({ name }) => name)).toEqual(expect.arrayContaining(['requests', 'output-tokens']))
    const one = await getJson(toUrl(stage, `accounts/${String(pick(first, 'id'))}`))
    expect(pick(one, 'limits')).toHaveLength(limits.length)
    expect(await getJson(toUrl(stage, 'pools/lb'))).toMatchObject({ waiting: 0 })
    expect(await getJson(toUrl(stage, 'stats'))).toMatchObject({ accounts: [{ inFlight: 0, waiting: 0 }, {}] })
  })
})

describe('the trace of a request', () => {
  test('says why its account won, and what was seen of the rooms of all', async () => {
    await using stage = await open({ strategy: 'headroom' })
    for (let count = 0; count < 2; count += 1) await stage.message({ metadata: { user_id: `begin-${count}` } })
    const first = await stage.message({ metadata: { user_id: 'me' } })
    const begun = await traceOf(stage, first.headers)
    expect(begun).toMatchObject({ attempts: [{ reason: 'headroom: most room', heldMs: 0 }], noRoom: null })
    const [attempt] = pick(begun, 'attempts') as readonly unknown[]
    const seen = pick(attempt, 'seen') as readonly unknown[]
    expect(new Set(seen.map((one) => pick(one, 'account')))).toEqual(new Set(['key-1', 'key-2']))
    expect(seen[0]).toMatchObject({ waitMs: 0 })
    const again = await stage.message({ metadata: { user_id: 'me' }, messages: LONGER })
    expect(await traceOf(stage, again.headers)).toMatchObject({ attempts: [{ reason: 'headroom: cached here' }] })
  })

  test('says what was seen where nobody had room, and nobody was asked', async () => {
    await using stage = await open({ strategy: 'headroom', requests: 2 })
    let told = await stage.message()
    for (let count = 0; count < 8 && told.status === 200; count += 1) told = await stage.message()
    expect(told).toMatchObject({ status: 429, error: 'pool_cooling' })
    const trace = await traceOf(stage, told.headers)
    expect(trace).toMatchObject({ attempts: [], noRoom: { seen: [{ limit: 'requests' }, { limit: 'requests' }] } })
  })

  test('says nothing of rooms with another strategy', async () => {
    await using stage = await open({ strategy: 'round-robin' })
    const { headers } = await stage.message()
    expect(await traceOf(stage, headers)).toMatchObject({ attempts: [{ seen: null, heldMs: 0 }], noRoom: null })
  })
})

const LONGER = [
  { role: 'user', content: 'Is anybody there?' },
  { role: 'assistant', content: 'Yes.' },
  { role: 'user', content: 'Who?' },
]
