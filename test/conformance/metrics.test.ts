import { describe, expect, test } from 'vitest'
import { ask } from '../harness/ask.ts'
import type { Ask, Told } from '../harness/ask.ts'
import { askIn } from '../harness/calls.ts'
import { ADMIN_ENV, makeKey } from '../harness/client-keys.ts'
import { type ExpositionForm, type MetricFamily, parseExposition, sumOf } from '../harness/exposition.ts'
import { openStage } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'

const AS_ADMIN = ['x-api-key', ADMIN_ENV.CLAUDEFLARE_ADMIN_KEY]
const USAGE = { input: 100, output: 40, cacheRead: 900, cacheWrite5m: 20, cacheWrite1h: 4 }

function scrape({ gateway }: Stage, asked: Ask = { headers: AS_ADMIN }): Promise<Told> {
  return ask(`${gateway.url}/metrics`, asked)
}

/** What is told once so many requests are counted. */
async function readAfter(
  stage: Stage,
  requests: number,
  form: ExpositionForm = 'text',
): Promise<ReadonlyMap<string, MetricFamily>> {
  const accept = form === 'text' ? [] : ['accept', 'application/openmetrics-text; version=1.0.0']
  let families: ReadonlyMap<string, MetricFamily> = new Map()
  await expect
    .poll(async () => {
      const told = await scrape(stage, { headers: [...AS_ADMIN, ...accept] })
      families = parseExposition(told.text, form)
      return sumOf(families, 'claudeflare_requests_total')
    })
    .toBe(requests)
  return families
}

describe('/metrics', () => {
  test('is for an admin key or one of scope metrics, and nobody else', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    const [call, metrics] = await Promise.all([makeKey(stage), makeKey(stage, { scopes: ['metrics'] })])
    const statusWith = async (...headers: readonly string[]) => (await scrape(stage, { headers })).status
    expect(await statusWith()).toBe(401)
    expect(await statusWith('x-api-key', 'cf_somebody-elses-0123456789')).toBe(401)
    expect(await statusWith('x-api-key', call.key)).toBe(403)
    expect(await statusWith('authorization', `Bearer ${metrics.key}`)).toBe(200)
    expect(await statusWith(...AS_ADMIN)).toBe(200)
    expect((await ask(`${stage.gateway.url}/api/stats`, { headers: ['x-api-key', metrics.key] })).status).toBe(403)
  })

  test('says what form it has, and has a head alone, too', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    const plain = await scrape(stage)
    expect(plain.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const open = await scrape(stage, { headers: [...AS_ADMIN, 'accept', 'application/openmetrics-text;version=1.0.0'] })
    expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    parseExposition(open.text, 'openmetrics')
    const head = await scrape(stage, { method: 'HEAD', headers: AS_ADMIN })
    expect([head.status, head.text]).toEqual([200, ''])
    expect((await scrape(stage, { method: 'POST', headers: AS_ADMIN, body: '{}' })).status).toBe(405)
  })

  test('counts what was called: requests, attempts, the failover, the limit, tokens and their cost', async () => {
    await using stage = await openStage({ anthropic: 2, env: ADMIN_ENV })
    stage.script(1, { kind: 'limit', retryAfter: '60' })
    stage.always(2, { kind: 'ok', usage: USAGE })
    const told = await stage.message()
    expect([told.status, told.account, told.attempts]).toEqual([200, 'key-2', 2])
    await askIn('messages, streamed', stage.lb)
    const families = await readAfter(stage, 2)
    const lb = { pool: 'lb' }
    expect(
      sumOf(families, 'claudeflare_requests_total', { ...lb, status: '2xx', end: 'ok', protocol: 'anthropic' }),
    ).toBe(2)
    expect(sumOf(families, 'claudeflare_attempts_total', { ...lb, account: 'key-1', result: 'limit' })).toBe(1)
    expect(sumOf(families, 'claudeflare_attempts_total', { ...lb, account: 'key-2', result: 'success' })).toBe(2)
    expect(sumOf(families, 'claudeflare_attempts_total')).toBe(3)
    expect(sumOf(families, 'claudeflare_failovers_total', { ...lb, account: 'key-1' })).toBe(1)
    expect(sumOf(families, 'claudeflare_limits_met_total', { ...lb, account: 'key-1' })).toBe(1)
    expect(sumOf(families, 'claudeflare_account_state', { account: 'key-1', state: 'cooling' })).toBe(1)
    expect(sumOf(families, 'claudeflare_account_state', { account: 'key-2', state: 'serving' })).toBe(1)
    const kinds = ['input', 'output', 'cache_read', 'cache_write_5m', 'cache_write_1h']
    const model = { ...lb, provider: 'anthropic', model: 'claude-sonnet-5' }
    const tokens = kinds.map((kind) => sumOf(families, 'claudeflare_tokens_total', { ...model, kind }))
    expect(tokens).toEqual([200, 80, 1_800, 40, 8])
    const gen = {
      ...lb,
      gen_ai_provider_name: 'anthropic',
      gen_ai_operation_name: 'chat',
      gen_ai_request_model: 'claude-sonnet-5',
    }
    expect(sumOf(families, 'gen_ai_server_request_duration_seconds_count', gen)).toBe(2)
    expect(sumOf(families, 'gen_ai_client_operation_duration_seconds_count', gen)).toBe(3)
    expect(sumOf(families, 'gen_ai_client_operation_duration_seconds_count', { error_type: '429' })).toBe(1)
    expect(sumOf(families, 'gen_ai_client_token_usage_sum', { ...gen, gen_ai_token_type: 'input' })).toBe(2_048)
    expect(sumOf(families, 'gen_ai_server_time_to_first_token_seconds_count', gen)).toBe(1)
    // What it costs may come a moment later: 100 * $2 + 900 * $0.2 + 20 * $2.5 + 4 * $4 + 40 * $10 a million, twice.
    const cost = async () => sumOf(await readAfter(stage, 2), 'claudeflare_cost_usd_total', model)
    await expect.poll(cost).toBeCloseTo(0.001692, 9)
    expect(sumOf(await readAfter(stage, 2), 'claudeflare_unpriced_requests_total')).toBe(0)
  })

  test('tells of requests that nobody could serve', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    stage.always(1, { kind: 'limit', retryAfter: '60' })
    await stage.message()
    expect((await stage.message()).error).toBe('pool_cooling')
    const families = await readAfter(stage, 2, 'openmetrics')
    expect(sumOf(families, 'claudeflare_requests_total', { end: 'failed', status: '4xx' })).toBe(2)
    expect(sumOf(families, 'claudeflare_requests_total', { error: 'pool_cooling' })).toBe(1)
    expect(sumOf(families, 'claudeflare_attempts_total')).toBe(1)
  })

  test('counts what no pool took apart, by the reason', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    const key = await makeKey(stage, { requests_per_minute: 1 })
    expect((await key.message()).status).toBe(200)
    expect((await key.message()).error).toBe('key_limited')
    const families = await readAfter(stage, 1)
    expect(sumOf(families, 'claudeflare_refused_requests_total', { reason: 'key_limited' })).toBe(1)
    expect(sumOf(families, 'claudeflare_requests_total')).toBe(1)
  })

  test('shows no credential that a caller gave for a model, and no model before a vendor knows it', async () => {
    await using stage = await openStage({ anthropic: 1, env: ADMIN_ENV })
    const pasted = 'sk-ant-api03-pasted-canary-0123456789'
    stage.script(1, { kind: 'fail', status: 404 }, { kind: 'fail', status: 429 })
    await stage.message({ model: 'made-up-model' })
    await stage.message({ model: pasted })
    const families = await readAfter(stage, 2)
    const { text } = await scrape(stage)
    expect(text).not.toContain('pasted-canary')
    expect(text).not.toContain('made-up-model')
    expect(text).not.toContain(stage.keys[0])
    const name = 'gen_ai_server_request_duration_seconds_count'
    expect(sumOf(families, name, { gen_ai_request_model: '(other)' })).toBe(2)
  })
})
