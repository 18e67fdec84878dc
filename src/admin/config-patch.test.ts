import { describe, expect, it } from 'vitest'
import { quickestOf } from '../../test/harness/quickest.ts'
import { createFixture } from './control-fixture.ts'
import { problemBody } from './contract.ts'

const patch = (json: unknown) => ({ method: 'PATCH', json })

async function refusal(answer: Response): Promise<readonly [number, string]> {
  return [answer.status, problemBody.parse(await answer.json()).detail]
}

describe('changing settings over the API', () => {
  it('writes them by their place in the file, in sections as dotted', async () => {
    const { send, written } = createFixture()
    const json = {
      expose_account: true,
      max_hold_ms: 0,
      load_balancer: { enabled: false },
      'load_balancer.window_size': 7,
    }
    expect((await send('/api/config', patch(json))).status).toBe(200)
    expect(written).toEqual([
      new Map<string, unknown>([
        ['expose_account', true],
        ['max_hold_ms', 0],
        ['load_balancer.enabled', false],
        ['load_balancer.window_size', 7],
      ]),
    ])
  })

  it.each([
    { host: '0.0.0.0' },
    { port: 1 },
    { tls: { cert: '/tmp/a', key: '/tmp/b' } },
    { outbound_proxy: 'http://evil.example' },
    { database_url: 'sqlite:/tmp/x' },
    { providers: { anthropic: { base_url: 'http://evil.example' } } },
    { 'providers.anthropic.base_url': 'http://evil.example' },
    { providers: { anthropic: { oauth: { token_endpoint: 'http://evil.example' } } } },
    { load_balancer: { uuid: '0123456789abcdef' } },
    { load_balancer: { api_keys: ['sk-ant-1'] } },
    // Keys whose prefix tells nothing would go to another vendor from then on.
    { load_balancer: { provider: 'openai' } },
    { accounts: [] },
    { pools: { lb: { strategy: 'weighted' } } },
  ])('never sets %j: 409, and nothing of what came with it', async (json) => {
    const { send, written } = createFixture()
    const [status, detail] = await refusal(await send('/api/config', patch({ max_attempts: 3, ...json })))
    expect([status, detail]).toEqual([409, expect.stringContaining('not set')])
    expect(written).toEqual([])
  })

  it('sets nothing that only the next start would see', async () => {
    const { send } = createFixture()
    const told = [409, expect.stringContaining('takes effect at the start alone')]
    expect(await refusal(await send('/api/config', patch({ log_level: 'trace' })))).toEqual(told)
  })

  it('refuses what is no setting, naming the one that may be meant', async () => {
    const { send } = createFixture()
    const told = [400, 'max_attemps is not a setting; max_attempts may be meant.']
    expect(await refusal(await send('/api/config', patch({ max_attemps: 3 })))).toEqual(told)
    expect((await send('/api/config', patch({}))).status).toBe(400)
    expect((await send('/api/config', { method: 'PATCH', json: [1] })).status).toBe(400)
  })

  it.each([
    { time_zone: '${CLAUDEFLARE_SECRET}' },
    { lb_strategy: '${CLAUDEFLARE_SECRET}' },
    { load_balancer: { strategy: '${HOME}' } },
    { 'load_balancer.window_size': '${A}' },
  ])('reads nothing of the environment for whoever asks: %j', async (json) => {
    const { send, written } = createFixture()
    const [status, detail] = await refusal(await send('/api/config', patch(json)))
    expect([status, detail]).toEqual([400, expect.stringContaining('names a variable')])
    expect(written).toEqual([])
  })

  it('refuses a setting that is a megabyte long, or a hundred thousand sections deep, as quickly as any', async () => {
    const { send, written } = createFixture()
    const body = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const quickest = await quickestOf(2_000, async () => {
      const startedAt = performance.now()
      expect((await send('/api/config', patch({ ['a'.repeat(900_000)]: 1 }))).status).toBe(400)
      const answer = await send('/api/config', { method: 'PATCH', body, contentType: 'application/json' })
      expect(answer.status).toBe(400)
      return performance.now() - startedAt
    })
    expect(quickest).toBeLessThan(2_000)
    expect(written).toEqual([])
  })

  it('quotes no credential that was put in the place of a setting', async () => {
    const { send } = createFixture()
    const told = [400, '*** is not a setting.']
    expect(await refusal(await send('/api/config', patch({ 'sk-ant-canary-0123456789': 1 })))).toEqual(told)
  })

  it('is 409 for what the environment has set, naming the variable', async () => {
    const source = { kind: 'environment', variable: 'LOAD_BALANCER_ENABLED' } as const
    const { send, written } = createFixture({ sources: new Map([['load_balancer.enabled', source]]) })
    const told = [409, expect.stringContaining('LOAD_BALANCER_ENABLED of the environment')]
    expect(await refusal(await send('/api/config', patch({ load_balancer: { enabled: false } })))).toEqual(told)
    expect(written).toEqual([])
  })

  it('says in a sentence why a value cannot be used', async () => {
    const message = 'max_attempts 0 from config.json cannot be used'
    const { send } = createFixture({ onChange: () => ({ kind: 'refused', message }) })
    expect(await refusal(await send('/api/config', patch({ max_attempts: 0 })))).toEqual([400, message])
  })
})
